#include "models/disclosure/checkpack.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/disclosure/disclosuretext.h"
#include "models/provenance/normalise.h"
#include "models/vault/crypto.h"

#include <QtEndian>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;
using provenance::bit;
using provenance::Candidate;
using provenance::SegmentInfo;

namespace {
/// \name The file
///@{
constexpr char magic[] = "BLKHPACK";
constexpr qsizetype magicSize = 8;
constexpr quint32 formatVersion = 1;
constexpr qsizetype saltSize = 16;
constexpr qsizetype checkSize = 16;
constexpr qsizetype digestSize = 32;
constexpr qsizetype parametersAt = magicSize + 4;
constexpr qsizetype saltAt = parametersAt + 12;
constexpr qsizetype nonceAt = saltAt + saltSize;
constexpr qsizetype checkAt = nonceAt + crypto::nonceSize;
constexpr qsizetype headerSize = checkAt + checkSize;
constexpr qsizetype lengthSize = 8; ///< before the content
constexpr quint64 smallestClass = quint64(64) << 10;
constexpr quint64 largestClass = quint64(512) << 20;
static_assert(headerSize + qsizetype(largestClass) + crypto::tagSize + digestSize <= largestPack);
///@}

constexpr qsizetype entrySize = 16;
constexpr std::size_t unsettledEntries = 1'000'000;
constexpr qsizetype longestText = 64 << 10;
constexpr quint64 mostMethods = 64;
constexpr quint64 mostShapes = 4096;
constexpr int wholePermille = 1000;
constexpr MeaningSet nameFields = bit(Meaning::FullName) | bit(Meaning::GivenName) | bit(Meaning::FamilyName);
/// Issued to one holder.
constexpr MeaningSet issuedTo = bit(Meaning::Email) | bit(Meaning::Iban) | bit(Meaning::Card) | bit(Meaning::RecordId);

void appendNumber(Bytes& out, quint32 number)
{
    char octets[sizeof(number)];
    qToBigEndian(number, octets);
    out.append(octets, sizeof(number));
}

quint32 numberAt(BytesView file, qsizetype at)
{
    return qFromBigEndian<quint32>(file.sliced(at).data());
}

/// Key of the content, and what tells a wrong passphrase from a changed file.
struct SealKeys
{
    SecretBytes content;
    Bytes check;

    static SealKeys from(const SecretBytes& stretched)
    {
        return {crypto::derive(stretched, "bulkhead.check-pack.v1.content"_L1),
                crypto::derive(stretched, "bulkhead.check-pack.v1.check"_L1, checkSize).view().toByteArray()};
    }
};

bool isBeginningOfPack(BytesView octets)
{
    return BytesView(magic, magicSize).startsWith(octets.first(std::min(octets.size(), magicSize)));
}

std::unexpected<Error> notAPack()
{
    return failure("pack.not-a-pack"_L1, DisclosureText::tr("This is not a check pack."));
}

std::unexpected<Error> damaged(const QString& detail)
{
    return failure("pack.damaged"_L1,
                   DisclosureText::tr("The check pack is not whole or was altered. Ask for it to be sent again."),
                   detail);
}

std::unexpected<Error> madeByAnother(quint64 version)
{
    return failure(
        "pack.newer"_L1,
        DisclosureText::tr("The check pack was made by another version of Bulkhead than this one. Use the version "
                           "that it was made with."),
        QString::number(version));
}

/// \name The content: a map with ascending keys
///@{
enum Key : quint64 {
    Organisation = 1,
    IncidentName,
    TenantName,
    MadeAt,
    ReadUntil,
    PermilleRead,
    Methods,
    Statement,
    Rows,
    Normalisation,
    Rules,
    Shapes,
    Joint,
    MacKey,
    Entries,
    KeyEnd,
};

QString boundedText(cbor::Reader& reader)
{
    QString text = reader.text();
    if (text.size() > longestText) {
        reader.fail();
    }
    return text;
}

PackShapes readShapes(cbor::Reader& reader)
{
    PackShapes shapes;
    const quint64 count = reader.array();
    if (count > mostShapes) {
        reader.fail();
    }
    for (quint64 i = 0; i < count && reader.ok(); ++i) {
        if (reader.array() != 2) {
            reader.fail();
        }
        const quint64 set = reader.unsignedInteger();
        const quint64 rows = reader.unsignedInteger();
        if (set == 0 || (set & ~quint64(knownBy)) != 0 || (!shapes.empty() && set <= shapes.rbegin()->first)) {
            reader.fail();
        }
        shapes.emplace_hint(shapes.end(), static_cast<MeaningSet>(set), rows);
    }
    return shapes;
}

/// Nothing where they do not ascend.
std::optional<std::vector<PackEntry>> readEntries(BytesView octets)
{
    if (octets.size() % entrySize != 0) {
        return {};
    }
    std::vector<PackEntry> entries(static_cast<std::size_t>(octets.size() / entrySize));
    const char* at = octets.data();
    for (PackEntry& entry : entries) {
        entry = {qFromBigEndian<quint64>(at), qFromBigEndian<quint64>(at + 8)};
        at += entrySize;
    }
    const bool ascend = std::ranges::adjacent_find(entries,
                                                   [](const PackEntry& one, const PackEntry& next) {
                                                       return one >= next || one.isSameKey(next);
                                                   })
        == entries.end();
    return ascend ? std::optional(std::move(entries)) : std::nullopt;
}
///@}
} // namespace

// ---------------------------------------------------------------------------------------------------------------------
PackMaker::PackMaker(PackFacts facts)
    : m_facts(std::move(facts))
    , m_key(SecretBytes::random(PackKey::size))
{
}

bool PackMaker::decides(MeaningSet set, quint32 holders, const PackRow& row, const SegmentInfo& info)
{
    const MeaningSet others = row.others | row.fields.present();
    const auto [at, isNew] = m_cases.try_emplace(Case{&info, set, others, holders, row.nameCount}, false);
    if (isNew) {
        Candidate candidate{.agree = set};
        // As if the record of the list were another person's in all that is not part of the key.
        candidate.disagree = others & ~set & ~(nameFields & ~bit(Meaning::FullName));
        candidate.disagree &= (set & nameFields) != 0 ? ~nameFields : ~MeaningSet(0);
        candidate.issued = set & issuedTo;
        candidate.issuedCount = candidate.issued != 0 ? holders : 0;
        candidate.phones = (set & bit(Meaning::Phone)) != 0 ? 1 : 0;
        candidate.nameCount = row.nameCount;
        const SegmentInfo* const sets[] = {&info};
        at->second = provenance::explain(std::span(&candidate, 1), sets).front().isDecisive;
    }
    return at->second;
}

void PackMaker::put(MeaningSet set, const RowFields& fields, bool isDeciding)
{
    if (std::popcount(set) > 1) {
        m_joint.insert(set);
    }
    m_entries.push_back(m_key.entry(set, fields).as(isDeciding ? PackWeight::Decides : PackWeight::Hint));
}

void PackMaker::addJoint(Meaning anchor, quint32 holders, const RowFields& fields, const PackRow& row,
                         const SegmentInfo& info)
{
    std::vector<MeaningSet> deciding;
    for (const MeaningSet set : jointSets()) {
        const bool isOfAnchor = (set & bit(anchor)) != 0 && (set & ~fields.present()) == 0;
        const bool isWithin = std::ranges::any_of(deciding, [set](MeaningSet less) { return (less & ~set) == 0; });
        if (isOfAnchor && !isWithin && decides(set, holders, row, info)) {
            deciding.push_back(set);
            put(set, fields, true);
        }
    }
}

/// Two identifying values of the row together.
void PackMaker::addPairs(const PackValue& value, const RowFields& fields, const PackRow& row, const SegmentInfo& info)
{
    for (const PackValue& other : row.values) {
        if (other.meaning > value.meaning && (bit(other.meaning) & anchors) != 0 && !other.text.empty()) {
            RowFields pair = fields;
            pair.set(other.meaning, other.text);
            const MeaningSet both = bit(value.meaning) | bit(other.meaning);
            // Of these only an address counts its holders, and it comes first.
            if (decides(both, value.holders, row, info)) {
                put(both, pair, true);
            }
        }
    }
}

void PackMaker::add(const PackRow& row, const SegmentInfo& set)
{
    MeaningSet shape = row.fields.present() & bit(Meaning::FullName);
    for (const PackValue& value : row.values) {
        if ((bit(value.meaning) & knownBy) == 0 || value.text.empty()) {
            continue;
        }
        shape |= bit(value.meaning);
        RowFields fields = row.fields;
        fields.set(value.meaning, value.text);
        const bool isDeciding = decides(bit(value.meaning), value.holders, row, set);
        put(bit(value.meaning), fields, isDeciding);
        if (!isDeciding && (bit(value.meaning) & anchors) != 0) {
            addJoint(value.meaning, value.holders, fields, row, set);
            addPairs(value, fields, row, set);
        }
    }
    if ((shape & bit(Meaning::FullName)) != 0) {
        put(bit(Meaning::FullName), row.fields, false);
        addJoint(Meaning::FullName, 1, row.fields, row, set);
    }
    if (shape != 0) {
        ++m_shapes[shape];
    }
    if (m_entries.size() > 2 * m_settled + unsettledEntries) {
        settle();
    }
}

/// Sorted, each key once: what decides for one row decides.
void PackMaker::settle()
{
    std::ranges::sort(m_entries, std::greater());
    const auto rest = std::ranges::unique(
        m_entries, [](const PackEntry& one, const PackEntry& other) { return one.isSameKey(other); });
    m_entries.erase(rest.begin(), rest.end());
    std::ranges::reverse(m_entries);
    m_settled = m_entries.size();
}

Bytes PackMaker::content() const
{
    cbor::Writer writer;
    writer.map(Key::KeyEnd - Key::Organisation);
    const auto text = [&](Key key, const QString& value) {
        writer.unsignedInteger(key);
        writer.text(value);
    };
    const auto number = [&](Key key, qint64 value) {
        writer.unsignedInteger(key);
        writer.integer(value);
    };
    text(Key::Organisation, m_facts.organisation);
    text(Key::IncidentName, m_facts.incident);
    text(Key::TenantName, m_facts.tenant);
    number(Key::MadeAt, m_facts.madeAt);
    number(Key::ReadUntil, m_facts.readUntil);
    number(Key::PermilleRead, std::clamp(m_facts.permilleRead, 0, wholePermille));
    writer.unsignedInteger(Key::Methods);
    writer.array(static_cast<quint64>(m_facts.methods.size()));
    for (const QString& method : m_facts.methods) {
        writer.text(method);
    }
    text(Key::Statement, m_facts.statement);
    number(Key::Rows, static_cast<qint64>(m_facts.rows));
    number(Key::Normalisation, provenance::normalisationVersion);
    number(Key::Rules, provenance::verdictVersion);
    writer.unsignedInteger(Key::Shapes);
    writer.array(m_shapes.size());
    for (const auto& [set, rows] : m_shapes) {
        writer.array(2);
        writer.unsignedInteger(set);
        writer.unsignedInteger(rows);
    }
    writer.unsignedInteger(Key::Joint);
    writer.array(m_joint.size());
    for (const MeaningSet set : m_joint) {
        writer.unsignedInteger(set);
    }
    writer.unsignedInteger(Key::MacKey);
    writer.bytes(m_key.secret().view());
    Bytes entries(static_cast<qsizetype>(m_entries.size()) * entrySize, Qt::Uninitialized);
    char* at = entries.data();
    for (const PackEntry& entry : m_entries) {
        qToBigEndian(entry.high, at);
        qToBigEndian(entry.low, at + 8);
        at += entrySize;
    }
    writer.unsignedInteger(Key::Entries);
    writer.bytes(entries);
    return writer.take();
}

Expected<Bytes> PackMaker::seal(const SecretBytes& passphrase, double kdfSeconds)
{
    if (passphrase.isEmpty()) {
        return failure("pack.passphrase-empty"_L1, DisclosureText::tr("The passphrase is empty. Enter one."));
    }
    settle();
    const quint64 room = static_cast<quint64>(m_entries.size()) * entrySize + lengthSize + 2 * longestText;
    const bool isTextLong = std::ranges::any_of(
        QStringList{m_facts.organisation, m_facts.incident, m_facts.tenant, m_facts.statement} + m_facts.methods,
        [](const QString& text) { return text.size() > longestText / 8; });
    if (room > largestClass || isTextLong || m_facts.methods.size() > qsizetype(mostMethods)) {
        return failure("pack.too-large"_L1,
                       DisclosureText::tr("The pack of “%1” would be larger than 512 MiB. Make packs of fewer samples.")
                           .arg(m_facts.tenant));
    }
    Bytes plain(lengthSize, '\0');
    plain += content();
    qToBigEndian(static_cast<quint64>(plain.size() - lengthSize), plain.data());
    plain.append(static_cast<qsizetype>(std::max(smallestClass, std::bit_ceil(static_cast<quint64>(plain.size()))))
                     - plain.size(),
                 '\0');

    const auto parameters = crypto::KdfParameters::tuned(kdfSeconds);
    TRY(const SecretBytes stretched, crypto::stretch(passphrase, parameters));
    const SealKeys keys = SealKeys::from(stretched);
    Bytes file(magic, magicSize);
    for (const quint32 number : {formatVersion, parameters.passes, parameters.memoryKiB, parameters.lanes}) {
        appendNumber(file, number);
    }
    const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
    file += parameters.salt + nonce + keys.check;
    file += crypto::seal(keys.content, nonce, BytesView(file).first(headerSize), plain);
    wipe(plain);
    file += sha256(file);
    return file;
}

// ---------------------------------------------------------------------------------------------------------------------
Pack::Pack(SecretBytes key, std::vector<PackEntry> entries)
    : m_key(std::move(key))
    , m_entries(std::move(entries))
{
    // Codes are spread evenly, so that a bucket holds one or two of them.
    const int bits = std::max(1, static_cast<int>(std::bit_width(m_entries.size())));
    m_bucketShift = 64 - bits;
    m_bucketStart.assign((std::size_t(1) << bits) + 1, 0);
    for (const PackEntry& entry : m_entries) {
        ++m_bucketStart[(entry.high >> m_bucketShift) + 1];
    }
    for (std::size_t i = 1; i < m_bucketStart.size(); ++i) {
        m_bucketStart[i] += m_bucketStart[i - 1];
    }
}

PackWeight Pack::find(MeaningSet set, const RowFields& fields)
{
    const PackEntry wanted = m_key.entry(set, fields);
    const std::size_t bucket = wanted.high >> m_bucketShift;
    for (quint32 i = m_bucketStart[bucket]; i < m_bucketStart[bucket + 1]; ++i) {
        if (m_entries[i].isSameKey(wanted)) {
            return m_entries[i].decides() ? PackWeight::Decides : PackWeight::Hint;
        }
    }
    return PackWeight::Nothing;
}

std::optional<Pack> Pack::decoded(BytesView content)
{
    cbor::Reader reader(content);
    if (reader.map() != Key::KeyEnd - Key::Organisation) {
        return {};
    }
    quint64 previous = 0;
    const auto go = [&](Key key) {
        if (reader.key(previous) != key) {
            reader.fail();
        }
        previous = key;
    };
    PackFacts facts;
    go(Key::Organisation);
    facts.organisation = boundedText(reader);
    go(Key::IncidentName);
    facts.incident = boundedText(reader);
    go(Key::TenantName);
    facts.tenant = boundedText(reader);
    go(Key::MadeAt);
    facts.madeAt = reader.integer();
    go(Key::ReadUntil);
    facts.readUntil = reader.integer();
    go(Key::PermilleRead);
    facts.permilleRead = static_cast<int>(std::min<quint64>(reader.unsignedInteger(), wholePermille));
    go(Key::Methods);
    const quint64 methods = reader.array();
    for (quint64 i = 0; i < methods && i < mostMethods && reader.ok(); ++i) {
        facts.methods.append(boundedText(reader));
    }
    go(Key::Statement);
    facts.statement = boundedText(reader);
    go(Key::Rows);
    facts.rows = reader.unsignedInteger();
    go(Key::Normalisation);
    const quint64 normalisation = reader.unsignedInteger();
    go(Key::Rules);
    reader.unsignedInteger();
    go(Key::Shapes);
    PackShapes shapes = readShapes(reader);
    go(Key::Joint);
    std::set<MeaningSet> joint;
    const quint64 sets = reader.array();
    for (quint64 i = 0; i < sets && reader.ok(); ++i) {
        joint.insert(static_cast<MeaningSet>(reader.unsignedInteger()));
    }
    go(Key::MacKey);
    const BytesView key = reader.bytes();
    go(Key::Entries);
    const BytesView octets = reader.bytes();
    if (!reader.finish() || key.size() != qsizetype(PackKey::size)) {
        return {};
    }
    auto entries = readEntries(octets);
    if (!entries) {
        return {};
    }
    Pack pack(SecretBytes::copyOf(key), *std::move(entries));
    pack.m_facts = std::move(facts);
    pack.m_shapes = std::move(shapes);
    std::ranges::copy_if(jointSets(), std::back_inserter(pack.m_joint),
                         [&joint](MeaningSet set) { return joint.contains(set); });
    pack.m_normalisation = normalisation;
    return pack;
}

Expected<Bytes> readPack(QIODevice& file)
{
    constexpr qint64 pieceSize = qint64(1) << 20;
    Bytes piece(pieceSize, Qt::Uninitialized);
    Bytes whole;
    while (true) {
        const qint64 count = file.read(piece.data(), pieceSize);
        if (count < 0) {
            return failure("pack.unreadable"_L1,
                           DisclosureText::tr("The check pack cannot be read: %1.").arg(file.errorString()));
        }
        whole.append(piece.constData(), count);
        if (!isBeginningOfPack(whole)) {
            return notAPack();
        }
        if (whole.size() > largestPack) {
            return damaged(u"size"_s);
        }
        if (count == 0) {
            return whole;
        }
    }
}

Expected<Pack> openPack(BytesView file, const SecretBytes& passphrase)
{
    if (file.size() < parametersAt || !file.startsWith(BytesView(magic, magicSize))) {
        return notAPack();
    }
    if (const quint32 version = numberAt(file, magicSize); version > formatVersion) {
        return madeByAnother(version);
    }
    constexpr qsizetype least = headerSize + qsizetype(smallestClass) + crypto::tagSize + digestSize;
    if (file.size() < least || file.size() > largestPack || numberAt(file, magicSize) != formatVersion) {
        return damaged(u"size"_s);
    }
    // In transit, told before a passphrase is stretched for it.
    if (sha256(file.chopped(digestSize)) != file.last(digestSize)) {
        return damaged(u"digest"_s);
    }
    crypto::KdfParameters parameters;
    parameters.passes = numberAt(file, parametersAt);
    parameters.memoryKiB = numberAt(file, parametersAt + 4);
    parameters.lanes = numberAt(file, parametersAt + 8);
    parameters.salt = file.sliced(saltAt, saltSize).toByteArray();
    if (!parameters.isAcceptable()) {
        return damaged(u"kdf"_s);
    }
    auto stretched = crypto::stretch(passphrase, parameters);
    if (!stretched) {
        return failure(
            "machine.no-memory"_L1,
            DisclosureText::tr("There is not enough free memory to open this check pack, which needs %1 MiB. "
                               "Close other programs and try again.")
                .arg(parameters.memoryKiB / 1024),
            stretched.error().detail);
    }
    const SealKeys keys = SealKeys::from(*stretched);
    if (file.sliced(checkAt, checkSize) != keys.check) {
        return failure(
            "pack.wrong-passphrase"_L1,
            DisclosureText::tr("The passphrase does not open this check pack. It comes by another way than the "
                               "pack; ask whoever sent it."));
    }
    auto plain = crypto::open(keys.content, file.sliced(nonceAt, crypto::nonceSize), file.first(headerSize),
                              file.sliced(headerSize).chopped(digestSize));
    if (!plain) {
        return damaged(u"seal"_s);
    }
    const quint64 length = qFromBigEndian<quint64>(plain->constData());
    const auto rest = static_cast<quint64>(plain->size() - lengthSize);
    auto pack = length <= rest ? Pack::decoded(BytesView(*plain).sliced(lengthSize, static_cast<qsizetype>(length)))
                               : std::nullopt;
    const bool isPadded = length <= rest
        && std::ranges::all_of(BytesView(*plain).sliced(lengthSize + static_cast<qsizetype>(length)),
                               [](char octet) { return octet == 0; });
    wipe(*plain);
    if (!pack || !isPadded) {
        return damaged(u"content"_s);
    }
    if (pack->m_normalisation != provenance::normalisationVersion) {
        return madeByAnother(pack->m_normalisation); // equal values would look different
    }
    return *std::move(pack);
}

} // namespace bulkhead::disclosure
