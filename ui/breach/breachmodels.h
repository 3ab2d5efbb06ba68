#pragma once

#include "models/breach/inquiry.h"
#include "ui/common/breachwords.h"
#include "ui/common/rowmodel.h"

#include <memory>

namespace bulkhead {

/// What the room reads: rules and questions are loaded once.
struct BreachBooks
{
    deadline::Lawbook law;
    breach::Questions questions;
};

/// A question beside its answer, with names.
struct QuestionRow
{
    breach::Entry entry;
    QString by;
    QString owner;

    [[nodiscard]] Id id() const { return Id::derived(entry.question->id.toUtf8()); }
    [[nodiscard]] Word answer() const;
};

/// A signed record with the signer's name.
struct RecordRow
{
    Kept<BreachRecord> kept;
    QString by;
    bool isValid = false;
};

/// All that the room shows of an incident.
struct BreachPicture
{
    std::shared_ptr<const BreachBooks> books;
    QString codeName;
    breach::Picture picture;
    breach::Misuse misuse;
    QString draft; ///< what would be signed now, without reasoning
    std::vector<QuestionRow> questions;
    std::vector<RecordRow> records;
    std::map<Id, QString> members;
    std::vector<Kept<Evidence>> evidence;

    [[nodiscard]] int suggestions() const;
};
/// For any thread that has the casework. `books` are loaded where they are null.
[[nodiscard]] Expected<BreachPicture> breachPicture(Casework& casework, const Id& incident,
                                                    std::shared_ptr<const BreachBooks> books);

/// \name Words with tone and mark
///@{
[[nodiscard]] Word wordOf(breach::Provenance provenance);
[[nodiscard]] Word wordOf(breach::Identifiability identifiability);
///@}

/// Questions of one part.
class QuestionsModel : public RowModel<QuestionRow>
{
    Q_OBJECT

public:
    enum Column { NumberColumn, QuestionColumn, AnswerColumn, SuggestedColumn, OwnerColumn, ByColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const QuestionRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const QuestionRow& row) const override { return row.id(); }
};

/// The signed records, the newest first.
class RecordsModel : public RowModel<RecordRow>
{
    Q_OBJECT

public:
    enum Column {
        NumberColumn,
        SignedColumn,
        ByColumn,
        ConclusionColumn,
        ProvenanceColumn,
        IdentifiabilityColumn,
        SignatureColumn,
        ColumnCount
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const RecordRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const RecordRow& row) const override { return row.kept.id; }
};

} // namespace bulkhead
