#include "models/incident/signingkeys.h"

#include "models/journal/guest.h"
#include "models/journal/member.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

Bytes signingKeyAt(const Journal& journal, const Id& user, qint64 change)
{
    if (journal.schema().type(Table<Guest>::kind)) {
        const auto guest = journal.record(user);
        if (guest && *guest && (*guest)->kind == Table<Guest>::kind) {
            return fromRecord<Guest>(**guest).signingKey;
        }
    }
    const Field* key = journal.schema().field(Table<Member>::kind, u"signing_key");
    const auto history = journal.history(user);
    if (!key || !history) {
        return {};
    }
    Bytes signingKey;
    for (const ChangeEntry& entry : *history) {
        if (entry.row > change) {
            break;
        }
        for (const Fact& fact : entry.body.facts) {
            if (fact.entity == user && fact.field == fieldId(Table<Member>::kind, key->id)) {
                signingKey = fact.value.valueOr<Bytes>();
            }
        }
    }
    return signingKey;
}

bool isSignatureOf(const Journal& journal, const Id& entity, const Field& field, const Id& signer, const Bytes& message,
                   const Bytes& signature)
{
    const auto record = journal.record(entity);
    if (!record || !*record || signature.isEmpty()) {
        return false;
    }
    const auto cell = (*record)->cells.find(field.id);
    if (cell == (*record)->cells.end()) {
        return false;
    }
    return crypto::verify(signingKeyAt(journal, signer, cell->second.writes.front().change), message, signature);
}

} // namespace bulkhead
