#include "models/breach/questions.h"

#include "models/breach/breachtext.h"
#include "models/incident/yamlreading.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::breach {

namespace {
using yaml::Bad;
using yaml::lineOf;

constexpr auto questionsCode = "breach.questions"_L1;

struct QuestionFile
{
    std::vector<Question> questions;
    QString version;
    QString source;
    QString reviewedBy;
};

QString textIn(const yaml::Pairs& pairs, const QString& key)
{
    const YAML::Node* node = yaml::optional(pairs, key);
    return node ? yaml::trimmedOf(*node, key) : QString();
}

bool truthIn(const yaml::Pairs& pairs, const QString& key)
{
    const YAML::Node* node = yaml::optional(pairs, key);
    return node && yaml::truthOf(*node, key);
}

Question questionFrom(const YAML::Node& node, Part part, int number)
{
    const auto pairs = yaml::pairsOf(node,
                                     {u"id"_s, u"question"_s, u"help"_s, u"values"_s, u"source"_s, u"consequence"_s,
                                      u"warning"_s, u"minimum"_s, u"marking"_s},
                                     BreachText::tr("A question"));
    Question one;
    one.part = part;
    one.number = number;
    one.id = yaml::trimmedOf(yaml::needed(pairs, u"id"_s, lineOf(node)), u"id"_s);
    static const QRegularExpression form(u"^[a-z][a-z0-9_]{0,63}$"_s);
    if (!form.match(one.id).hasMatch()) {
        throw Bad{lineOf(node), BreachText::tr("“%1” is no name of a question: small letters, digits, _.").arg(one.id)};
    }
    one.question = yaml::trimmedOf(yaml::needed(pairs, u"question"_s, lineOf(node)), u"question"_s);
    one.help = textIn(pairs, u"help"_s);
    one.source = textIn(pairs, u"source"_s);
    one.consequence = textIn(pairs, u"consequence"_s);
    one.warning = textIn(pairs, u"warning"_s);
    one.isMinimum = truthIn(pairs, u"minimum"_s);
    one.isMarking = truthIn(pairs, u"marking"_s);
    if (const YAML::Node* values = yaml::optional(pairs, u"values"_s)) {
        one.values = yaml::allTrimmedOf(*values, u"values"_s);
    }
    if (part != Part::Sheet && one.values.isEmpty()) {
        throw Bad{lineOf(node), BreachText::tr("the question “%1” needs “values”.").arg(one.id)};
    }
    return one;
}

QuestionFile fileFrom(const YAML::Node& node, const QByteArray& text)
{
    const auto pairs = yaml::pairsOf(
        node,
        {u"title"_s, u"version"_s, u"source"_s, u"reviewed_by"_s, u"review_due"_s, u"tree"_s, u"sheet"_s, u"misuse"_s},
        BreachText::tr("A file of questions"));
    constexpr int shownBytes = 6;
    QuestionFile file;
    file.version = yaml::trimmedOf(yaml::needed(pairs, u"version"_s, 1), u"version"_s) + u' '
        + QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).left(shownBytes).toHex());
    file.source = textIn(pairs, u"source"_s);
    file.reviewedBy = textIn(pairs, u"reviewed_by"_s);
    for (const auto& [key, part] :
         {std::pair(u"tree"_s, Part::Tree), std::pair(u"sheet"_s, Part::Sheet), std::pair(u"misuse"_s, Part::Misuse)}) {
        const YAML::Node* list = yaml::optional(pairs, key);
        if (!list) {
            continue;
        }
        if (!list->IsSequence()) {
            throw Bad{lineOf(*list), BreachText::tr("“%1” takes a list of questions.").arg(key)};
        }
        int number = 0;
        for (const auto& one : *list) {
            Question question = questionFrom(one, part, ++number);
            if (std::ranges::any_of(file.questions, [&](const Question& other) { return other.id == question.id; })) {
                throw Bad{lineOf(one), BreachText::tr("the question “%1” comes twice.").arg(question.id)};
            }
            if (part == Part::Tree && treeIds().value(number - 1) != question.id) {
                throw Bad{lineOf(one),
                          BreachText::tr("the ten questions are, in this order: %1.").arg(treeIds().join(", "_L1))};
            }
            file.questions.push_back(std::move(question));
        }
    }
    if (file.questions.empty()) {
        throw Bad{1, BreachText::tr("the file has no questions.")};
    }
    return file;
}

Expected<QuestionFile> readQuestions(const QString& path)
{
    QuestionFile file;
    CHECK_OK(yaml::readFile(path, questionsCode,
                            [&](const YAML::Node& node, const QByteArray& text) { file = fileFrom(node, text); }));
    return file;
}
} // namespace

QString partId(Part part)
{
    return part == Part::Tree ? u"tree"_s : part == Part::Sheet ? u"sheet"_s : u"misuse"_s;
}

const QStringList& treeIds()
{
    static const QStringList ids{u"breach_of_security"_s,
                                 u"real_rows"_s,
                                 u"synthesis_source"_s,
                                 u"coincidence"_s,
                                 u"residual_identifiability"_s,
                                 u"means_likely"_s,
                                 u"role"_s,
                                 u"risk"_s,
                                 u"other_people"_s,
                                 u"parallel_duties"_s};
    return ids;
}

std::vector<Error> checkQuestions(const QString& folder, int& files)
{
    return yaml::checkFiles(QDir(folder).filePath(u"breach"_s), &Questions::check, files);
}

Expected<Questions> Questions::load(const QStringList& folders)
{
    Questions result;
    QStringList versions;
    QStringList sources;
    QStringList reviewers;
    bool isReviewed = true;
    for (const auto& [name, path] : yaml::filesByName(folders)) {
        TRY(auto file, readQuestions(path));
        versions.append(file.version);
        sources.append(file.source);
        isReviewed = isReviewed && !file.reviewedBy.isEmpty();
        reviewers.append(file.reviewedBy);
        for (Question& question : file.questions) {
            if (result.find(question.id)) {
                return yaml::error(
                    questionsCode, path, 0,
                    BreachText::tr("the question “%1” stands in another file already.").arg(question.id));
            }
            result.m_all.push_back(std::move(question));
        }
    }
    for (const QString& id : treeIds()) {
        if (const Question* one = result.find(id); !one || one->part != Part::Tree) {
            return failure(questionsCode,
                           BreachText::tr("The question “%1” of the ten is missing from the files in %2.")
                               .arg(id, folders.isEmpty() ? u"breach"_s : folders.join(", "_L1)));
        }
    }
    std::ranges::stable_sort(result.m_all, {}, &Question::part);
    result.m_version = versions.join("; "_L1);
    result.m_source = sources.join("; "_L1);
    result.m_reviewedBy = isReviewed ? reviewers.join("; "_L1) : QString();
    return result;
}

Expected<void> Questions::check(const QString& file)
{
    TRY(const auto read, readQuestions(file));
    Q_UNUSED(read)
    return {};
}

const Question* Questions::find(QStringView id) const
{
    const auto found = std::ranges::find_if(m_all, [&](const Question& one) { return one.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

Expected<Question> Questions::get(const QString& text) const
{
    QString id = text.trimmed();
    bool isNumber = false;
    const int number = (id.startsWith(u'Q', Qt::CaseInsensitive) ? id.mid(1) : id).toInt(&isNumber);
    if (isNumber) {
        id = treeIds().value(number - 1);
    }
    if (const Question* one = find(id)) {
        return *one;
    }
    QStringList ids;
    for (const Question& one : m_all) {
        ids.append(one.id);
    }
    return failure(
        "breach.question"_L1,
        BreachText::tr("There is no question “%1”. There are 1 to 10, and: %2.").arg(text, ids.join(", "_L1)));
}

Expected<void> Questions::checkAnswer(const Question& question, const QString& value)
{
    constexpr qsizetype longestText = 2000;
    if (value.trimmed().isEmpty()) {
        return failure("breach.answer"_L1,
                       BreachText::tr("“%1” needs an answer; \"unknown\" is one.").arg(question.id));
    }
    if (!question.values.isEmpty() && value != "unknown"_L1 && !question.values.contains(value)) {
        return failure("breach.answer"_L1,
                       BreachText::tr("“%1” is answered with %2 or unknown, not “%3”.")
                           .arg(question.id, question.values.join(", "_L1), value));
    }
    if (value.size() > longestText) {
        return failure("breach.answer"_L1, BreachText::tr("The answer has more than %1 characters.").arg(longestText));
    }
    return {};
}

} // namespace bulkhead::breach
