#include "ui/settings/settingsmodels.h"

#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QCoreApplication>

namespace bulkhead {

namespace {

bool isText(int role)
{
    return role == Qt::DisplayRole || role == SortRole || role == Qt::ToolTipRole;
}

} // namespace

QString rolesText(Roles roles)
{
    QStringList names;
    for (const Role role : allRoles) {
        if (roles.has(role)) {
            names.append(roleName(role));
        }
    }
    return names.join(QStringLiteral(", "));
}

QString slotKindText(SlotKind kind)
{
    switch (kind) {
    case SlotKind::Passphrase:
        return SlotsModel::tr("Passphrase");
    case SlotKind::PassphraseAndKeyFile:
        return SlotsModel::tr("Passphrase and key file");
    case SlotKind::RecoveryCode:
        return SlotsModel::tr("Recovery code");
    case SlotKind::Keyring:
        return SlotsModel::tr("This person's desktop");
    }
    return {};
}

QVariant MembersModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    return column == 0 ? tr("Name") : column == 1 ? tr("E-mail") : tr("Roles");
}

QVariant MembersModel::cell(const Journal::NamedMember& row, int column, int role) const
{
    if (role == StruckRole) {
        return row.member.isRetired;
    }
    if (!isText(role)) {
        return {};
    }
    return column == 0 ? row.member.name : column == 1 ? row.member.email : rolesText(row.member.roles);
}

QVariant DevicesModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    return column == 0 ? tr("Device") : column == 1 ? tr("Whose") : tr("State");
}

QVariant DevicesModel::cell(const DeviceRow& row, int column, int role) const
{
    const bool isRevoked = !row.device.lastAccepted.isEmpty();
    if (role == StruckRole) {
        return isRevoked && column == 0;
    }
    if (!isText(role)) {
        return {};
    }
    if (column == 0) {
        return row.device.name.isEmpty() ? row.id.text().left(12) : row.device.name;
    }
    if (column == 1) {
        return row.owner;
    }
    return isRevoked ? tr("stopped") : row.isThis ? tr("this one") : tr("counts");
}

QVariant SlotsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Opened by");
    case 1:
        return tr("Whose");
    case 2:
        return tr("Made");
    default:
        return tr("Stretched with");
    }
}

QVariant SlotsModel::cell(const Slot& row, int column, int role) const
{
    if (column == 2 && role == SortRole) {
        return row.created;
    }
    if (column == 2 && role == Qt::ToolTipRole) {
        return timetext::tooltip(row.created);
    }
    if (!isText(role)) {
        return {};
    }
    switch (column) {
    case 0:
        return slotKindText(row.kind);
    case 1:
        return row.userName;
    case 2:
        return timetext::moment(row.created);
    default:
        return tr("Argon2id, %1, %n passes", nullptr, static_cast<int>(row.kdf.passes))
            .arg(sizeText(static_cast<qint64>(row.kdf.memoryKiB) * 1024));
    }
}

} // namespace bulkhead
