#include "models/incident/disclosure.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

Id DisclosureSection::idFor(const Id& disclosure, const QString& key)
{
    return Id::derived("bulkhead section "_ba + disclosure.bytes() + key.toUtf8());
}

Bytes DisclosureVersion::contentHash() const
{
    cbor::Writer writer;
    writer.array(9);
    writer.text(u"bulkhead disclosure 1");
    writer.bytes(disclosure.bytes());
    writer.integer(number);
    writer.text(document);
    writer.text(recipient);
    writer.text(channel);
    writer.array(static_cast<std::size_t>(facts.size()));
    for (const QString& fact : facts) {
        writer.text(fact);
    }
    writer.text(rules);
    writer.text(release);
    return sha256(writer.take());
}

Bytes DisclosureApproval::signedMessage(const Id& id, const Bytes& contentHash) const
{
    cbor::Writer writer;
    writer.array(9);
    writer.text(u"bulkhead disclosure approval 1");
    writer.bytes(id.bytes());
    writer.bytes(version.bytes());
    writer.bytes(contentHash);
    writer.integer((asLegal ? 1 : 0) + (asCompliance ? 2 : 0) + (asExecutive ? 4 : 0));
    writer.bytes(loan.isNull() ? Bytes() : loan.bytes());
    writer.integer(isBreakGlass ? 1 : 0);
    writer.text(reason);
    writer.integer(approvedAt);
    return writer.take();
}

} // namespace bulkhead
