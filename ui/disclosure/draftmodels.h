#pragma once

#include "models/disclosure/drafting.h"
#include "models/disclosure/sectionhistory.h"
#include "models/disclosure/spelling.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

#include <memory>

namespace bulkhead {

/// Rules and templates, read once for a page.
struct DraftBooks
{
    deadline::Lawbook law;
    disclosure::Bookshelf shelf;
};

/// A draft in the list.
struct DraftRow
{
    Kept<Disclosure> kept;
    disclosure::Stand stand = disclosure::Stand::Drafting;
    QString note; ///< edited since, figures have moved, privileged
    bool isAttention = false;
};

/// What the page shows of an incident: its drafts, and one of them in full.
struct DraftsPicture
{
    std::shared_ptr<const DraftBooks> books;
    std::vector<DraftRow> drafts;
    QString codeName;
    std::map<Id, QString> members;
    std::vector<Kept<Evidence>> evidence;
    std::vector<Kept<Party>> customers;
    std::map<QString, QString> organisation;
    std::optional<disclosure::Picture> open;
    disclosure::Check check;
    QString hint;
    std::vector<Kept<Comment>> comments; ///< of the open draft and its sections
    std::map<Id, QString> commenters;    ///< by comment
    std::vector<Kept<RoleLoan>> loans;
    disclosure::Vocabulary vocabulary;               ///< of the open draft
    std::map<QString, disclosure::Contest> contests; ///< by section of the open draft
    bool hasCrm = false;                             ///< a connector stands
};
/// `wanted` null, or not there: the first draft.
[[nodiscard]] Expected<DraftsPicture> draftsPicture(Casework& casework, const Id& incident, const Id& wanted,
                                                    std::shared_ptr<const DraftBooks> books);

[[nodiscard]] Word wordOf(disclosure::Stand stand);

class DraftsModel : public RowModel<DraftRow>
{
    Q_OBJECT

public:
    enum Column { TitleColumn, StandColumn, NoteColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const DraftRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const DraftRow& row) const override { return row.kept.id; }
};

/// A section in the outline.
struct SectionRow
{
    Id id;
    QString key;
    QString heading;
    int stopping = 0; ///< findings that stop the text
    int notes = 0;    ///< others, and comments
    bool isContested = false;
};
class SectionsModel : public RowModel<SectionRow>
{
    Q_OBJECT

public:
    enum Column { HeadingColumn, StateColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const SectionRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const SectionRow& row) const override { return row.id; }
};

/// A state and what it is about, in a row that leads somewhere: elements, findings, versions, comments.
struct NoteRow
{
    Id id;
    QString first;
    Word state;
    QString text;
    QString tip;
    QString section; ///< where it stands; empty: nowhere
    QString words;   ///< to be found there

    bool operator==(const NoteRow&) const = default;
};
class NotesModel : public RowModel<NoteRow>
{
    Q_OBJECT

public:
    enum Column { StateColumn, TextColumn, ColumnCount };
    NotesModel(QString text, QObject* parent);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const NoteRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const NoteRow& row) const override { return row.id; }

private:
    QString m_text;
};

} // namespace bulkhead
