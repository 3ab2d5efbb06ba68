#include "models/disclosure/packkeys.h"

#include <QtEndian>

#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <utility>
#include <vector>

namespace bulkhead::disclosure {

using provenance::bit;
using provenance::Tag;

namespace {
/// The last bit of an entry is not the code's.
constexpr quint64 weightBit = 1;
constexpr char fieldMark = '\x1F';

constexpr std::pair<Tag, Meaning> tags[] = {
    {Tag::Name, Meaning::FullName},     {Tag::Given, Meaning::GivenName},     {Tag::Family, Meaning::FamilyName},
    {Tag::Company, Meaning::Company},   {Tag::Street, Meaning::Street},       {Tag::City, Meaning::City},
    {Tag::Postcode, Meaning::Postcode}, {Tag::BirthDate, Meaning::BirthDate},
};

/// OpenSSL fails here only where it cannot get memory or its providers are gone.
void must(bool done)
{
    if (!done) {
        std::abort();
    }
}

std::vector<MeaningSet> makeJointSets()
{
    const MeaningSet names[] = {0, bit(Meaning::FullName), bit(Meaning::FamilyName), bit(Meaning::GivenName)};
    // A postcode says what the town says; a street says more in the right one.
    const MeaningSet places[] = {0,
                                 bit(Meaning::Street),
                                 bit(Meaning::City),
                                 bit(Meaning::Postcode),
                                 bit(Meaning::Street) | bit(Meaning::City),
                                 bit(Meaning::Street) | bit(Meaning::Postcode)};
    const MeaningSet issued[] = {0, bit(Meaning::Email), bit(Meaning::Phone), bit(Meaning::NationalId)};
    std::vector<MeaningSet> sets = {bit(Meaning::Email) | bit(Meaning::Phone),
                                    bit(Meaning::Email) | bit(Meaning::NationalId),
                                    bit(Meaning::Phone) | bit(Meaning::NationalId)};
    for (const MeaningSet anchor : issued) {
        for (const MeaningSet name : names) {
            for (const MeaningSet birth : {MeaningSet(0), bit(Meaning::BirthDate)}) {
                for (const MeaningSet company : {MeaningSet(0), bit(Meaning::Company)}) {
                    for (const MeaningSet place : places) {
                        const MeaningSet set = anchor | name | birth | company | place;
                        if ((set & anchors) != 0 && std::popcount(set) > 1) {
                            sets.push_back(set);
                        }
                    }
                }
            }
        }
    }
    std::ranges::stable_sort(sets, {}, [](MeaningSet set) { return std::popcount(set); });
    return sets;
}
} // namespace

void RowFields::set(Meaning meaning, std::string_view text)
{
    m_texts[static_cast<std::size_t>(meaning)] = text;
    m_present = text.empty() ? m_present & ~bit(meaning) : m_present | bit(meaning);
}

RowFields fieldsOf(const provenance::Record& record, const std::string& arena)
{
    RowFields fields;
    for (const auto& [tag, meaning] : tags) {
        fields.set(meaning, record.fields[static_cast<std::size_t>(tag)].in(arena));
    }
    return fields;
}

PackKey::PackKey(SecretBytes secret)
    : m_secret(std::move(secret))
{
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    static char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    m_context = EVP_MAC_CTX_new(algorithm);
    must(m_context && EVP_MAC_init(m_context, m_secret.data(), m_secret.size(), parameters) == 1);
}

PackKey::PackKey(PackKey&& other) noexcept
    : m_secret(std::move(other.m_secret))
    , m_context(std::exchange(other.m_context, nullptr))
{
}

PackKey::~PackKey()
{
    EVP_MAC_CTX_free(m_context);
}

PackEntry PackKey::entry(MeaningSet set, const RowFields& fields)
{
    m_message.resize(sizeof(set));
    qToLittleEndian(set, m_message.data());
    bool isFirst = true;
    for (MeaningSet rest = set; rest != 0; rest &= rest - 1) {
        if (!std::exchange(isFirst, false)) {
            m_message.push_back(fieldMark);
        }
        m_message.append(fields.of(static_cast<Meaning>(std::countr_zero(rest))));
    }
    std::array<unsigned char, 32> code;
    std::size_t written = 0;
    // The key stays in the context from one to the next.
    must(EVP_MAC_init(m_context, nullptr, 0, nullptr) == 1
         && EVP_MAC_update(m_context, reinterpret_cast<const unsigned char*>(m_message.data()), m_message.size()) == 1
         && EVP_MAC_final(m_context, code.data(), &written, code.size()) == 1);
    return {qFromBigEndian<quint64>(code.data()), qFromBigEndian<quint64>(code.data() + 8) & ~weightBit};
}

std::span<const MeaningSet> jointSets()
{
    static const std::vector<MeaningSet> sets = makeJointSets();
    return sets;
}

bool canDecide(MeaningSet fields)
{
    constexpr MeaningSet alone = knownBy & ~(bit(Meaning::Phone) | bit(Meaning::FullName));
    return (fields & alone) != 0
        || std::ranges::any_of(jointSets(), [fields](MeaningSet set) { return (set & ~fields) == 0; });
}

} // namespace bulkhead::disclosure
