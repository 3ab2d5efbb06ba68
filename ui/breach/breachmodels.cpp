#include "ui/breach/breachmodels.h"

#include "models/incident/resources.h"
#include "ui/common/timetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QString nameIn(const std::map<Id, QString>& members, const Id& id)
{
    const auto found = members.find(id);
    return found == members.end() ? QString() : found->second;
}
} // namespace

Word wordOf(breach::Provenance provenance)
{
    switch (provenance) {
    case breach::Provenance::Synthetic:
        return {QuestionsModel::tr("Provenance: synthetic"), Tone::Synthetic, Mark::Dot};
    case breach::Provenance::Production:
        return {QuestionsModel::tr("Provenance: production"), Tone::Production, Mark::Square};
    case breach::Provenance::Mixed:
        return {QuestionsModel::tr("Provenance: mixed"), Tone::Mixed, Mark::HalfDisc};
    case breach::Provenance::Unknown:
        return {QuestionsModel::tr("Provenance: unknown"), Tone::Unknown, Mark::Ring};
    }
    return {};
}

Word wordOf(breach::Identifiability identifiability)
{
    switch (identifiability) {
    case breach::Identifiability::None:
        return {QuestionsModel::tr("Identifiability: none"), Tone::Ok, Mark::Check};
    case breach::Identifiability::Residual:
        return {QuestionsModel::tr("Identifiability: residual"), Tone::High, Mark::Triangle};
    case breach::Identifiability::Identifying:
        return {QuestionsModel::tr("Identifiability: identifying"), Tone::Critical, Mark::Octagon};
    case breach::Identifiability::Unknown:
        return {QuestionsModel::tr("Identifiability: unknown"), Tone::Unknown, Mark::Ring};
    }
    return {};
}

Word QuestionRow::answer() const
{
    if (entry.value.isEmpty()) {
        return {QuestionsModel::tr("Not answered"), Tone::Neutral, Mark::None};
    }
    return entry.isKnown() ? Word{valueText(entry.value), Tone::Accent, Mark::Check}
                           : Word{valueText(entry.value), Tone::Unknown, Mark::Ring};
}

int BreachPicture::suggestions() const
{
    return static_cast<int>(
        std::ranges::count_if(questions, [](const QuestionRow& row) { return !row.entry.suggested.isEmpty(); }));
}

Expected<BreachPicture> breachPicture(Casework& casework, const Id& incident, std::shared_ptr<const BreachBooks> books)
{
    if (!books) {
        TRY(auto law, deadline::Lawbook::loadFor(casework));
        TRY(auto questions, breach::Questions::load(resourceFolders(u"breach"_s)));
        books = std::make_shared<const BreachBooks>(BreachBooks{std::move(law), std::move(questions)});
    }
    BreachPicture result;
    result.books = books;
    TRY(const auto kept, casework.incident(incident));
    result.codeName = kept.value.codeName;
    for (const auto& member : casework.journal().members()) {
        result.members[member.id] = member.member.name;
    }
    TRY(result.evidence, casework.all<Evidence>(incident));
    const breach::Inquiry inquiry(casework, books->law, books->questions);
    TRY(result.picture, inquiry.picture(incident));
    result.misuse = breach::misuseOf(books->questions, result.picture.answers());
    TRY(result.draft, inquiry.document(incident, result.picture, QuestionsModel::tr("(a draft, not signed)")));
    for (const breach::Entry& entry : result.picture.entries) {
        result.questions.push_back(
            {entry, nameIn(result.members, entry.answeredBy), nameIn(result.members, entry.owner)});
    }
    for (const Kept<BreachRecord>& record : result.picture.records) {
        result.records.push_back(
            {record, nameIn(result.members, record.value.signedBy), inquiry.isSignatureValid(record)});
    }
    return result;
}

QVariant QuestionsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NumberColumn:
        return tr("No.");
    case QuestionColumn:
        return tr("Question");
    case AnswerColumn:
        return tr("Answer");
    case SuggestedColumn:
        return tr("Suggested");
    case OwnerColumn:
        return tr("Owner");
    default:
        return tr("Answered");
    }
}

QVariant QuestionsModel::cell(const QuestionRow& row, int column, int role) const
{
    const breach::Entry& entry = row.entry;
    if (column == AnswerColumn && (role == ToneRole || role == MarkRole)) {
        const Word word = row.answer();
        if (entry.question->values.isEmpty() && entry.isKnown()) {
            return {}; // a text, not a word
        }
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == SortRole && column == NumberColumn) {
        return entry.question->number;
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case NumberColumn:
        return QString::number(entry.question->number);
    case QuestionColumn:
        return entry.question->question;
    case AnswerColumn:
        return entry.question->values.isEmpty() && entry.isKnown() ? entry.value : row.answer().text;
    case SuggestedColumn:
        return role == Qt::ToolTipRole         ? entry.suggestedWhy
            : entry.question->values.isEmpty() ? entry.suggested
                                               : valueText(entry.suggested);
    case OwnerColumn:
        return row.owner;
    default:
        return entry.answeredAt == 0 ? QString() : tr("%1, %2").arg(row.by, timetext::moment(entry.answeredAt));
    }
}

QVariant RecordsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NumberColumn:
        return tr("No.");
    case SignedColumn:
        return tr("Signed");
    case ByColumn:
        return tr("By");
    case ConclusionColumn:
        return tr("Conclusion");
    case ProvenanceColumn:
        return tr("Provenance");
    case IdentifiabilityColumn:
        return tr("Identifiability");
    default:
        return tr("Signature");
    }
}

QVariant RecordsModel::cell(const RecordRow& row, int column, int role) const
{
    const BreachRecord& record = row.kept.value;
    if (column == ConclusionColumn || column == SignatureColumn) {
        const Word word = column == ConclusionColumn ? wordOfConclusion(record.conclusion)
            : row.isValid                            ? Word{tr("Signature valid"), Tone::Ok, Mark::Check}
                                                     : Word{tr("NOT VALID"), Tone::Overdue, Mark::Cross};
        switch (role) {
        case Qt::DisplayRole:
        case SortRole:
            return word.text;
        case ToneRole:
            return static_cast<int>(word.tone);
        case MarkRole:
            return static_cast<int>(word.mark);
        default:
            return {};
        }
    }
    if (role == SortRole && column == NumberColumn) {
        return record.number;
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case NumberColumn:
        return QString::number(record.number);
    case SignedColumn:
        return timetext::moment(record.signedAt);
    case ByColumn:
        return row.by;
    case ProvenanceColumn:
        return valueText(record.provenance);
    default:
        return valueText(record.identifiability);
    }
}

} // namespace bulkhead
