#pragma once

#include "models/journal/journal.h"
#include "ui/common/rowmodel.h"

namespace bulkhead {

/// Who has a slot in the vault, and as what.
class MembersModel : public RowModel<Journal::NamedMember>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 3; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Journal::NamedMember& row, int column, int role) const override;
    [[nodiscard]] Id key(const Journal::NamedMember& row) const override { return row.id; }
};

/// A device with the name of whose it is.
struct DeviceRow
{
    Id id;
    Device device;
    QString owner;
    bool isThis = false;
};

/// The copies of the vault that have written to it.
class DevicesModel : public RowModel<DeviceRow>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 3; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const DeviceRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const DeviceRow& row) const override { return row.id; }
};

/// What opens the vault.
class SlotsModel : public RowModel<Slot>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 4; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Slot& row, int column, int role) const override;
    [[nodiscard]] Id key(const Slot& row) const override { return row.id; }
};

/// "Incident commander, Administrator".
[[nodiscard]] QString rolesText(Roles roles);
[[nodiscard]] QString slotKindText(SlotKind kind);

} // namespace bulkhead
