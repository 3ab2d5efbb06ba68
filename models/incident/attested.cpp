#include "models/incident/attested.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"

namespace bulkhead {

Bytes OverlapMark::markMessage(const Id& id) const
{
    cbor::Writer writer;
    writer.array(7);
    writer.text(u"bulkhead overlap 1");
    writer.bytes(id.bytes());
    writer.bytes(synthetic.bytes());
    writer.bytes(production.bytes());
    writer.integer(records);
    writer.text(reason);
    writer.integer(markedAt);
    return writer.take();
}

Bytes OverlapMark::confirmationMessage(const Id& id) const
{
    cbor::Writer writer;
    writer.array(3);
    writer.text(u"bulkhead overlap confirmation 1");
    writer.bytes(sha256(markMessage(id) + markSignature));
    writer.integer(confirmedAt.value_or(0));
    return writer.take();
}

} // namespace bulkhead
