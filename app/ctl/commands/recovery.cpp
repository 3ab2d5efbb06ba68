#include "app/ctl/commands/recovery.h"

#include "app/ctl/secrets.h"
#include "app/ctl/text.h"

#include <QFileInfo>

#include <unistd.h>

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

Expected<void> checkRecoveryTarget(const Call& call)
{
    if (const QString file = call.value("recovery-file"_L1); !file.isEmpty() && QFileInfo::exists(file)) {
        return failure("input.exists"_L1,
                       Ctl::tr("%1 is there already, and a secret is not written over it.").arg(file));
    }
    return {};
}

Expected<Slot> addRecoverySlot(const Call& call, Vault& vault, double kdfSeconds)
{
    const SecretBytes code = makeRecoveryCode();
    Credential fresh;
    fresh.recoveryCode = code.clone();
    // Shown before it counts: a code that nobody has seen must not exist.
    if (const QString file = call.value("recovery-file"_L1); !file.isEmpty()) {
        CHECK_OK(writeSecretFile(file, code.view()));
        call.out().note(Ctl::tr("The recovery code stands in %1. Move it to where only you can find it.").arg(file));
    } else {
        call.out().important(Ctl::tr("Recovery code, shown this once:"));
        if (::write(STDERR_FILENO, code.data(), code.size()) < 0 || ::write(STDERR_FILENO, "\n", 1) < 0) {
            return failure("machine.write-failed"_L1, Ctl::tr("The recovery code could not be shown."));
        }
    }
    return vault.addSlot(SlotKind::RecoveryCode, fresh, kdfSeconds);
}

} // namespace bulkhead::ctl
