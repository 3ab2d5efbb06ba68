#pragma once

#include "models/crm/sync/standing.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

namespace bulkhead {

/// A connector as the room shows it.
struct ConnectorRow
{
    crm::ConnectorStanding standing;
    QString system;                       ///< the mapping's title
    std::optional<CrmScope> release = {}; ///< of the incident that the window is on
    bool isRunning = false;

    [[nodiscard]] const CrmConnector& settings() const { return standing.connector.value; }
    [[nodiscard]] const QString& name() const { return settings().name; }
    [[nodiscard]] crm::RunOutcome lastRun() const { return crm::RunOutcome::last(settings().watermarks); }
    /// Working, paused, not signed in, …
    [[nodiscard]] Word state() const;
};

[[nodiscard]] Word wordOf(const std::optional<CrmScope>& release);
/// "Sent 3, taken 1", or why it broke off.
[[nodiscard]] QString textOf(const crm::RunOutcome& outcome);
/// Of "<code>: <sentence>" the sentence.
[[nodiscard]] QString sentenceOf(const QString& problem);

class ConnectorsModel : public RowModel<ConnectorRow>
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        SystemColumn,
        AddressColumn,
        StateColumn,
        ReleaseColumn,
        RunColumn,
        OutcomeColumn,
        ConflictsColumn,
        ParkedColumn,
        ColumnCount
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const ConnectorRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const ConnectorRow& row) const override { return row.standing.connector.id; }
};

/// Fields that were changed on both sides.
class ConflictsModel : public RowModel<crm::Difference>
{
    Q_OBJECT

public:
    enum Column { WhatColumn, OursColumn, OurAuthorColumn, TheirsColumn, TheirAuthorColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const crm::Difference& row, int column, int role) const override;
    [[nodiscard]] Id key(const crm::Difference& row) const override { return row.conflict.id; }
};

/// Records that are not there as they should be.
class TroublesModel : public RowModel<crm::Trouble>
{
    Q_OBJECT

public:
    enum Column { WhatColumn, KindColumn, StateColumn, AttemptsColumn, ReasonColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const crm::Trouble& row, int column, int role) const override;
    [[nodiscard]] Id key(const crm::Trouble& row) const override { return row.link.id; }
};

class RunsModel : public RowModel<crm::PastRun>
{
    Q_OBJECT

public:
    enum Column { WhenColumn, WhoColumn, StateColumn, OutcomeColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const crm::PastRun& row, int column, int role) const override;
    [[nodiscard]] Id key(const crm::PastRun& row) const override
    {
        return Id::derived("bulkhead run " + QByteArray::number(row.change));
    }
};

} // namespace bulkhead
