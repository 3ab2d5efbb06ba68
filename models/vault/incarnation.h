#pragma once

#include "models/base/id.h"
#include "models/vault/database.h"
#include "models/vault/fileio.h"

namespace bulkhead {

/// Which copy of a vault continues its chains. A token stands in the database and, outside the folder, in
/// `$XDG_STATE_HOME/bulkhead/<vault id>` (default ~/.local/state); every writer replaces both when it opens and when it
/// closes. So at most one of several copies (restored, copied, rolled back, on another machine) finds its own token
/// there: the others get a new device and no chain forks. The state file is locked while its vault is open for writing,
/// so that a copy opened beside the original is a copy too. Private to this room.
class Incarnation
{
public:
    /// Compares, and replaces the tokens. A state folder that cannot be written to leaves a warning and makes every
    /// open a new device.
    [[nodiscard]] static Expected<Incarnation> enter(Id vault, Database& database);
    /// Replaces the tokens once more, so that copies made in between are recognised.
    void leave(Database& database);

    [[nodiscard]] bool continues() const { return m_continues; }
    [[nodiscard]] QString warning() const { return m_warning; }
    [[nodiscard]] static QString folder();

private:
    Expected<void> rotate(Database& database, const QString& former);

    QString m_path;
    QString m_token;
    fileio::File m_lock;
    bool m_continues = false;
    QString m_warning;
};

} // namespace bulkhead
