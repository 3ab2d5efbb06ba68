#include "models/vault/backupformat.h"

#include "models/base/cbor.h"

#include <QtEndian>

#include <algorithm>

namespace bulkhead::backupformat {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype longestFileName = 200;

bool isHexName(QStringView name)
{
    return name.size() == 64
        && std::ranges::all_of(name, [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); });
}

bool isPlainName(QStringView name)
{
    return !name.isEmpty() && name.size() <= longestFileName && !name.startsWith(u'.')
        && std::ranges::all_of(name, [](QChar c) {
               return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
           });
}
} // namespace

Bytes bigEndian(quint32 number)
{
    const quint32 big = qToBigEndian(number);
    return {reinterpret_cast<const char*>(&big), sizeof big};
}

quint32 fromBigEndian(BytesView four)
{
    return qFromBigEndian<quint32>(four.data());
}

SecretBytes wrappingKey(const SecretBytes& master)
{
    return crypto::derive(master, "backup"_L1);
}

Bytes EntryHead::encoded() const
{
    cbor::Writer writer;
    writer.array(2);
    writer.text(name);
    writer.integer(size);
    return bigEndian(static_cast<quint32>(writer.result().size())) + writer.result();
}

std::optional<EntryHead> EntryHead::decoded(BytesView head)
{
    cbor::Reader reader(head);
    EntryHead entry;
    const bool isPair = reader.array() == 2;
    entry.name = reader.text();
    entry.size = reader.integer();
    return isPair && reader.finish() && entry.size >= 0 ? std::optional(entry) : std::nullopt;
}

bool EntryHead::isFile() const
{
    if (name == "journal.db"_L1 || name == "anchors"_L1) {
        return true;
    }
    const QStringView view = name;
    return view.startsWith("blobs/"_L1) ? isHexName(view.mid(6))
                                        : view.startsWith("index/"_L1) && isPlainName(view.mid(6));
}

Bytes About::encoded() const
{
    cbor::Writer writer;
    writer.array(3);
    writer.bytes(vault.bytes());
    writer.integer(created);
    writer.integer(changes);
    return writer.take();
}

std::optional<About> About::decoded(BytesView content)
{
    cbor::Reader reader(content);
    const bool isRight = reader.array() == 3;
    const auto id = Id::fromBytes(reader.bytes());
    About about;
    about.created = reader.integer();
    about.changes = reader.integer();
    if (!isRight || !id || !reader.finish()) {
        return std::nullopt;
    }
    about.vault = *id;
    return about;
}

Bytes End::encoded() const
{
    cbor::Writer writer;
    writer.array(2);
    writer.unsignedInteger(entries);
    writer.unsignedInteger(octets);
    return writer.take();
}

std::optional<End> End::decoded(BytesView content)
{
    cbor::Reader reader(content);
    const bool isPair = reader.array() == 2;
    End end;
    end.entries = reader.unsignedInteger();
    end.octets = reader.unsignedInteger();
    return isPair && reader.finish() ? std::optional(end) : std::nullopt;
}

} // namespace bulkhead::backupformat
