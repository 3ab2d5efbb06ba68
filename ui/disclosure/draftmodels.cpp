#include "ui/disclosure/draftmodels.h"

#include "models/disclosure/proofreading.h"
#include "models/incident/entities.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Drafting;
using disclosure::Stand;

Expected<DraftsPicture> draftsPicture(Casework& casework, const Id& incident, const Id& wanted,
                                      std::shared_ptr<const DraftBooks> books)
{
    DraftsPicture result;
    if (!books) {
        TRY(auto law, deadline::Lawbook::loadFor(casework));
        TRY(auto shelf, disclosure::Bookshelf::load());
        books = std::make_shared<const DraftBooks>(DraftBooks{std::move(law), std::move(shelf)});
    }
    result.books = books;
    for (const Journal::NamedMember& one : casework.journal().members()) {
        result.members.emplace(one.id, one.member.name);
    }
    TRY(result.evidence, casework.all<Evidence>(incident));
    const Drafting drafting(casework, books->law, books->shelf);
    TRY(result.loans, drafting.loans(incident));
    TRY(const auto papers, drafting.papers(incident));
    for (const deadline::CustomerRow& row : papers.sources.customers) {
        result.customers.push_back(row.party);
    }
    result.organisation = papers.sources.organisation;
    TRY(const auto connectors, casework.all<CrmConnector>(registryIncident()));
    result.hasCrm = !std::ranges::all_of(connectors, [](const auto& one) { return one.value.isStruck; });
    result.codeName = papers.sources.incident.value.codeName;
    for (const Kept<Disclosure>& draft : papers.drafts) {
        auto picture = drafting.picture(draft, papers);
        DraftRow row{.kept = draft, .stand = picture.stand, .note = {}};
        QStringList notes;
        TRY(const bool isWaiting, drafting.waitsForMe(picture));
        if (isWaiting) {
            notes.append(DraftsModel::tr("waits for your signature"));
        }
        if (picture.isEdited) {
            notes.append(DraftsModel::tr("edited since"));
        }
        if (!picture.moved.empty()) {
            notes.append(DraftsModel::tr("figures have moved"));
        }
        row.isAttention = !notes.isEmpty();
        if (picture.isPrivileged()) {
            notes.append(DraftsModel::tr("privileged"));
        }
        row.note = notes.join(", "_L1);
        if (draft.id == wanted || (!result.open && wanted.isNull())) {
            result.open = std::move(picture);
        }
        result.drafts.push_back(std::move(row));
    }
    if (!result.open && !papers.drafts.empty()) {
        result.open = drafting.picture(papers.drafts.front(), papers);
    }
    if (result.open) {
        TRY(result.check, drafting.check(*result.open));
        result.hint = drafting.hint(*result.open);
        TRY(result.vocabulary, disclosure::vocabularyOf(casework, books->shelf, *result.open, papers));
        for (const Kept<DisclosureSection>& one : result.open->sections) {
            if (one.isContested) {
                TRY(auto contest, disclosure::contestOf(casework, one.id));
                if (contest) {
                    result.contests.emplace(one.value.key, *std::move(contest));
                }
            }
        }
        TRY(const auto comments, casework.all<Comment>(incident));
        for (const Kept<Comment>& one : comments) {
            const bool isHere = one.value.about == result.open->disclosure.id
                || std::ranges::any_of(result.open->sections,
                                       [&](const auto& section) { return section.id == one.value.about; });
            if (isHere && !one.value.isStruck) {
                result.comments.push_back(one);
                result.commenters.emplace(one.id, casework.journal().nameOf(drafting.authorOf(one)));
            }
        }
    }
    return result;
}

Word wordOf(Stand stand)
{
    switch (stand) {
    case Stand::Drafting:
        return {disclosure::standName(stand), Tone::Neutral, Mark::Ring};
    case Stand::Submitted:
        return {disclosure::standName(stand), Tone::Warn, Mark::HalfDisc};
    case Stand::Approved:
        return {disclosure::standName(stand), Tone::Accent, Mark::Diamond};
    case Stand::Sent:
        return {disclosure::standName(stand), Tone::Ok, Mark::Check};
    }
    return {};
}

QVariant DraftsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    return column == TitleColumn ? tr("Draft") : column == StandColumn ? tr("State") : tr("Note");
}

QVariant DraftsModel::cell(const DraftRow& row, int column, int role) const
{
    const Word word = column == NoteColumn && row.isAttention ? Word{row.note, Tone::Warn, Mark::Triangle}
                                                              : wordOf(row.stand);
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
    case Qt::ToolTipRole:
        return column == TitleColumn ? row.kept.value.title : column == StandColumn ? word.text : row.note;
    case ToneRole:
        return column == StandColumn || (column == NoteColumn && row.isAttention)
            ? QVariant(static_cast<int>(word.tone))
            : QVariant();
    case MarkRole:
        return column == TitleColumn ? QVariant() : QVariant(static_cast<int>(word.mark));
    default:
        return {};
    }
}

QVariant SectionsModel::header(int column, int role) const
{
    return role != Qt::DisplayRole ? QVariant() : column == HeadingColumn ? tr("Section") : tr("State");
}

QVariant SectionsModel::cell(const SectionRow& row, int column, int role) const
{
    const Word word = row.isContested ? Word{tr("contested"), Tone::Overdue, Mark::Octagon}
        : row.stopping > 0            ? Word{tr("%n open", nullptr, row.stopping), Tone::Warn, Mark::Triangle}
        : row.notes > 0               ? Word{tr("%n note(s)", nullptr, row.notes), Tone::Neutral, Mark::Dot}
                                      : Word{tr("complete"), Tone::Ok, Mark::Check};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return column == HeadingColumn ? row.heading : word.text;
    case ToneRole:
        return column == StateColumn ? QVariant(static_cast<int>(word.tone)) : QVariant();
    case MarkRole:
        return column == StateColumn ? QVariant(static_cast<int>(word.mark)) : QVariant();
    default:
        return {};
    }
}

NotesModel::NotesModel(QString text, QObject* parent)
    : RowModel(parent)
    , m_text(std::move(text))
{
}

QVariant NotesModel::header(int column, int role) const
{
    return role != Qt::DisplayRole ? QVariant() : column == StateColumn ? tr("State") : m_text;
}

QVariant NotesModel::cell(const NoteRow& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == StateColumn ? row.state.text
            : row.first.isEmpty()    ? row.text
            : row.text.isEmpty()     ? row.first
                                     : row.first + u'\n' + row.text;
    case Qt::ToolTipRole:
        return row.tip;
    case ToneRole:
        return column == StateColumn ? QVariant(static_cast<int>(row.state.tone)) : QVariant();
    case MarkRole:
        return column == StateColumn ? QVariant(static_cast<int>(row.state.mark)) : QVariant();
    default:
        return {};
    }
}

} // namespace bulkhead
