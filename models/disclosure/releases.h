#pragma once

#include "models/base/error.h"
#include "models/journal/role.h"

#include <QStringList>

#include <vector>

namespace bulkhead::disclosure {

/// Who has to sign before a text of that kind leaves: each of `all`, and one of each group of `any`.
struct Release
{
    QString id; ///< "external"
    QString title;
    std::vector<Role> all;
    std::vector<std::vector<Role>> any;

    /// What is missing beside roles that have signed, in words; each signature counts once.
    [[nodiscard]] QStringList missing(std::vector<Role> given) const;
    /// Whether a signature in that role would settle something that is missing.
    [[nodiscard]] bool wants(Role role, const std::vector<Role>& given) const;
};

/// From `disclosure/releases.yaml`. Roles that can sign: legal, compliance, executive.
class Releases
{
public:
    /// The last folder that has the file says it. `disclosure.releases` names file, line and reason.
    [[nodiscard]] static Expected<Releases> load(const QStringList& folders);
    [[nodiscard]] static Expected<void> check(const QString& file);
    /// Null where there is none of that name.
    [[nodiscard]] const Release* find(const QString& id) const;
    [[nodiscard]] const std::vector<Release>& all() const { return m_all; }
    [[nodiscard]] const QString& version() const { return m_version; }

private:
    std::vector<Release> m_all;
    QString m_version;
};

[[nodiscard]] const std::vector<Role>& signingRoles();

} // namespace bulkhead::disclosure
