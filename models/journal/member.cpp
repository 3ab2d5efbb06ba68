#include "models/journal/member.h"

#include "models/journal/checkpoint.h"
#include "models/journal/counsel.h"
#include "models/journal/guest.h"

namespace bulkhead {

Bytes Device::certificateMessage(const Id& vault, const Id& user, BytesView deviceKey)
{
    cbor::Writer writer;
    writer.array(4);
    writer.text(QStringLiteral("bulkhead device 1"));
    writer.bytes(vault.bytes());
    writer.bytes(user.bytes());
    writer.bytes(deviceKey);
    return writer.take();
}

void addMembership(Schema& schema)
{
    schema.add(entityType<VaultRecord>());
    schema.add(entityType<Member>());
    schema.add(entityType<Device>());
    schema.add(entityType<Checkpoint>());
    schema.add(entityType<Guest>());
    schema.add(entityType<CounselAccess>());
}

} // namespace bulkhead
