#include "models/disclosure/templates.h"

#include "models/base/digest.h"
#include "models/disclosure/disclosuretext.h"
#include "models/disclosure/factsheet.h"
#include "models/disclosure/markup.h"
#include "models/incident/yamlreading.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr auto templateCode = "disclosure.template"_L1;
constexpr qint64 largestTemplate = qint64(1) << 20;
constexpr int deepestPart = 8;

const QStringList audiences = {u"authority"_s, u"people"_s, u"customer"_s, u"press"_s, u"executive"_s, u"counsel"_s};
const QStringList releases = {u"external"_s, u"internal"_s, QString(privilegedRelease)};
const QStringList stageIds = {u"initial"_s,       u"follow-up"_s,    u"withdrawal"_s,
                              u"early-warning"_s, u"notification"_s, u"final"_s};

/// A line of a body, and where it stands.
struct Line
{
    QString text;
    QString file;
    int number = 0;
};

Expected<QByteArray> contentOf(const QString& file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        return yaml::error(templateCode, file, 0,
                           DisclosureText::tr("the file cannot be read: %1.").arg(source.errorString()));
    }
    if (source.size() > largestTemplate) {
        return yaml::error(templateCode, file, 0,
                           DisclosureText::tr("the file is larger than such a file may be (1 MiB)."));
    }
    return source.readAll();
}

/// The lines, with parts in the place of what includes them.
Expected<void> collect(const QString& file, const QStringList& lines, int firstNumber, const QString& language,
                       QStringList within, std::vector<Line>& into)
{
    static const QRegularExpression include(uR"(^\s*\{>\s*([a-z0-9-]+)\s*\}\s*$)"_s);
    within.append(QFileInfo(file).canonicalFilePath());
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const int number = firstNumber + static_cast<int>(i);
        const auto match = include.match(lines.at(i));
        if (!match.hasMatch()) {
            into.push_back({lines.at(i), file, number});
            continue;
        }
        const QDir folder = QFileInfo(file).dir();
        const QString parts = folder.dirName() == "parts"_L1 ? folder.path() : folder.filePath(u"parts"_s);
        const QString part = u"%1/%2.%3.md"_s.arg(parts, match.captured(1), language);
        if (within.contains(QFileInfo(part).canonicalFilePath())) {
            return yaml::error(templateCode, file, number,
                               DisclosureText::tr("\"%1\" includes itself.").arg(match.captured(1)));
        }
        if (within.size() > deepestPart) {
            return yaml::error(templateCode, file, number, DisclosureText::tr("parts include parts too deeply."));
        }
        if (!QFileInfo::exists(part)) {
            return yaml::error(templateCode, file, number, DisclosureText::tr("there is no part \"%1\".").arg(part));
        }
        TRY(const auto content, contentOf(part));
        CHECK_OK(collect(part, QString::fromUtf8(content).split(u'\n'), 1, language, within, into));
    }
    return {};
}

QString choiceOf(const yaml::Pairs& pairs, const QString& key, const QStringList& choices)
{
    const YAML::Node& node = yaml::needed(pairs, key, 1);
    const QString text = yaml::trimmedOf(node, key);
    if (!choices.contains(text)) {
        throw yaml::Bad{yaml::lineOf(node),
                        DisclosureText::tr("%1: \"%2\" is none of %3").arg(key, text, choices.join(", "_L1))};
    }
    return text;
}

QStringList stagesOf(const yaml::Pairs& pairs)
{
    const YAML::Node* node = yaml::optional(pairs, u"stages"_s);
    const QStringList stages = node ? yaml::allTrimmedOf(*node, u"stages"_s) : QStringList();
    for (const QString& stage : stages) {
        if (!stageIds.contains(stage)) {
            throw yaml::Bad{yaml::lineOf(*node), DisclosureText::tr("there is no stage \"%1\"").arg(stage)};
        }
    }
    return stages;
}

Element elementOf(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(node, {u"id"_s, u"title"_s, u"cite"_s, u"stages"_s, u"phased"_s}, u"element"_s);
    Element element;
    element.id = yaml::trimmedOf(yaml::needed(pairs, u"id"_s, line), u"id"_s);
    element.title = yaml::trimmedOf(yaml::needed(pairs, u"title"_s, line), u"title"_s);
    element.cite = yaml::trimmedOf(yaml::needed(pairs, u"cite"_s, line), u"cite"_s);
    element.stages = stagesOf(pairs);
    if (const YAML::Node* phased = yaml::optional(pairs, u"phased"_s)) {
        element.isPhased = yaml::truthOf(*phased, u"phased"_s);
    }
    return element;
}

Template headOf(const YAML::Node& root)
{
    const auto pairs = yaml::pairsOf(root,
                                     {u"id"_s, u"language"_s, u"title"_s, u"audience"_s, u"per"_s, u"release"_s,
                                      u"notice"_s, u"stages"_s, u"regimes"_s, u"max_words"_s, u"from"_s,
                                      u"draft_guidance"_s, u"source"_s, u"version"_s, u"reviewed_by"_s, u"elements"_s},
                                     u"template"_s);
    const auto text = [&](const QString& key) { return yaml::trimmedOf(yaml::needed(pairs, key, 1), key); };
    Template result;
    result.id = text(u"id"_s);
    result.language = choiceOf(pairs, u"language"_s, {u"en"_s, u"de"_s});
    result.title = text(u"title"_s);
    result.audience = choiceOf(pairs, u"audience"_s, audiences);
    result.release = choiceOf(pairs, u"release"_s, releases);
    result.isPerCustomer = choiceOf(pairs, u"per"_s, {u"incident"_s, u"customer"_s}) == "customer"_L1;
    if (const YAML::Node* notice = yaml::optional(pairs, u"notice"_s)) {
        result.isNotice = yaml::truthOf(*notice, u"notice"_s);
    }
    result.stages = stagesOf(pairs);
    if (const YAML::Node* regimes = yaml::optional(pairs, u"regimes"_s)) {
        result.regimes = yaml::allTrimmedOf(*regimes, u"regimes"_s);
    }
    if (const YAML::Node* words = yaml::optional(pairs, u"max_words"_s)) {
        result.mostWords = yaml::numberOf(*words, u"max_words"_s);
    }
    if (const YAML::Node* from = yaml::optional(pairs, u"from"_s); from && !from->IsNull()) {
        const QString date = yaml::trimmedOf(*from, u"from"_s);
        result.from = QDate::fromString(date, Qt::ISODate);
        if (!date.isEmpty() && !result.from.isValid()) {
            throw yaml::Bad{yaml::lineOf(*from), DisclosureText::tr("\"%1\" is no date").arg(date)};
        }
    }
    if (const YAML::Node* guidance = yaml::optional(pairs, u"draft_guidance"_s)) {
        result.isDraftGuidance = yaml::truthOf(*guidance, u"draft_guidance"_s);
    }
    result.source = text(u"source"_s);
    result.version = text(u"version"_s);
    if (const YAML::Node* reviewed = yaml::optional(pairs, u"reviewed_by"_s)) {
        result.reviewedBy = yaml::trimmedOf(*reviewed, u"reviewed_by"_s);
    }
    if (const YAML::Node* elements = yaml::optional(pairs, u"elements"_s)) {
        for (const YAML::Node& one : *elements) {
            result.elements.push_back(elementOf(one));
        }
    }
    return result;
}

std::unexpected<Error> bad(const Line& line, const QString& reason)
{
    return yaml::error(templateCode, line.file, line.number, reason);
}

/// Whether what a line says is known; which elements it answers.
Expected<void> checkMarks(const Line& line, const Template& head, std::map<QString, int>& answered)
{
    TRY(const auto text, readMarkup(line.text));
    const auto look = [&](const Spans& spans) -> Expected<void> {
        for (const Span& span : spans) {
            if (span.kind == Span::Kind::Chip && !FactSheet::names().contains(span.text)) {
                return bad(line, DisclosureText::tr("there is no fact {%1}.").arg(span.text));
            }
            if (span.kind == Span::Kind::Element) {
                if (!head.element(span.text)) {
                    return bad(line, DisclosureText::tr("there is no element {#%1}.").arg(span.text));
                }
                if (++answered[span.text] > 1) {
                    return bad(line, DisclosureText::tr("{#%1} stands here for the second time.").arg(span.text));
                }
            }
        }
        return {};
    };
    for (const Block& block : text.blocks) {
        CHECK_OK(look(block.spans));
        for (const Spans& cell : block.cells) {
            CHECK_OK(look(cell));
        }
    }
    return {};
}

Expected<void> readBody(Template& head, const std::vector<Line>& lines)
{
    static const QRegularExpression heading(
        uR"x(^## +(.*?)\s*\{#([a-z0-9][a-z0-9-]*)(?:\s+stages="([a-z, -]+)")?\}\s*$)x"_s);
    std::map<QString, int> answered;
    std::set<QString> keys;
    for (const Line& line : lines) {
        if (const auto match = heading.match(line.text); match.hasMatch()) {
            TemplateSection section{.key = match.captured(2), .heading = match.captured(1), .text = {}, .stages = {}};
            for (const QString& stage : match.captured(3).split(u',', Qt::SkipEmptyParts)) {
                section.stages.append(stage.trimmed());
            }
            if (!keys.insert(section.key).second) {
                return bad(line, DisclosureText::tr("there are two sections \"%1\".").arg(section.key));
            }
            head.sections.push_back(std::move(section));
            continue;
        }
        if (head.sections.empty()) {
            if (!line.text.trimmed().isEmpty()) {
                return bad(line, DisclosureText::tr("text before the first section (## Heading {#key})."));
            }
            continue;
        }
        if (line.text.startsWith("## "_L1)) {
            return bad(line, DisclosureText::tr("a section needs a key: ## Heading {#key}."));
        }
        CHECK_OK(checkMarks(line, head, answered));
        head.sections.back().text += line.text + u'\n';
    }
    if (head.sections.empty()) {
        return bad({.text = {}, .file = lines.empty() ? QString() : lines.front().file, .number = 1},
                   DisclosureText::tr("there are no sections."));
    }
    for (const Element& one : head.elements) {
        if (!answered.contains(one.id)) {
            return bad(lines.back(), DisclosureText::tr("the element {#%1} is answered nowhere.").arg(one.id));
        }
    }
    for (TemplateSection& section : head.sections) {
        section.text = section.text.trimmed();
    }
    return {};
}

Expected<Template> readTemplate(const QString& file)
{
    TRY(const auto content, contentOf(file));
    const QStringList lines = QString::fromUtf8(content).split(u'\n');
    const qsizetype end = lines.front().trimmed() == "---"_L1 ? lines.indexOf(u"---"_s, 1) : -1;
    if (end < 0) {
        return yaml::error(templateCode, file, 1,
                           DisclosureText::tr("a template begins with YAML between two lines ---."));
    }
    Template result;
    // A blank line in the place of the dashes keeps the numbers of lines.
    const QByteArray front = '\n' + lines.sliced(1, end - 1).join(u'\n').toUtf8();
    CHECK_OK(yaml::readDocument(front, file, templateCode,
                                [&](const YAML::Node& root, const QByteArray&) { result = headOf(root); }));
    const QString name = u"%1.%2.md"_s.arg(result.id, result.language);
    if (QFileInfo(file).fileName() != name) {
        return yaml::error(templateCode, file, 1, DisclosureText::tr("the file has to be called \"%1\".").arg(name));
    }
    std::vector<Line> body;
    CHECK_OK(collect(file, lines.sliced(end + 1), static_cast<int>(end) + 2, result.language, {}, body));
    CHECK_OK(readBody(result, body));
    QByteArray all = content;
    for (const Line& line : body) {
        all += line.text.toUtf8();
    }
    result.hash = sha256(all);
    return result;
}
} // namespace

const Element* Template::element(const QString& elementId) const
{
    const auto found = std::ranges::find(elements, elementId, &Element::id);
    return found == elements.end() ? nullptr : &*found;
}

Expected<Templates> Templates::load(const QStringList& folders)
{
    std::map<QString, QString> files;
    for (const QString& folder : folders) {
        for (const QFileInfo& one : QDir(folder).entryInfoList({u"*.md"_s}, QDir::Files, QDir::Name)) {
            files.insert_or_assign(one.fileName(), one.filePath());
        }
    }
    Templates result;
    for (const auto& [name, path] : files) {
        TRY(auto one, readTemplate(path));
        result.m_all.push_back(std::move(one));
    }
    std::ranges::sort(result.m_all, {}, [](const Template& one) { return std::pair(one.id, one.language); });
    return result;
}

Expected<void> Templates::check(const QString& file)
{
    if (auto read = readTemplate(file); !read) {
        return std::unexpected(std::move(read).error());
    }
    return {};
}

const Template* Templates::find(const QString& id, const QString& language) const
{
    const auto found = std::ranges::find_if(
        m_all, [&](const Template& one) { return one.id == id && one.language == language; });
    return found == m_all.end() ? nullptr : &*found;
}

Expected<Template> Templates::get(const QString& id, const QString& language) const
{
    if (const Template* found = find(id, language)) {
        return *found;
    }
    QStringList known;
    for (const Template& one : m_all) {
        known.append(u"%1 (%2)"_s.arg(one.id, one.language));
    }
    return failure(templateCode,
                   DisclosureText::tr("There is no template \"%1\" in the language \"%2\": %3.")
                       .arg(id, language, known.join(", "_L1)));
}

QString stageName(const QString& stage)
{
    const std::array names = {
        std::pair("initial"_L1, DisclosureText::tr("Initial")),
        std::pair("follow-up"_L1, DisclosureText::tr("Follow-up")),
        std::pair("withdrawal"_L1, DisclosureText::tr("Withdrawal")),
        std::pair("early-warning"_L1, DisclosureText::tr("Early warning")),
        std::pair("notification"_L1, DisclosureText::tr("Notification")),
        std::pair("final"_L1, DisclosureText::tr("Final report")),
    };
    const auto found = std::ranges::find_if(names, [&](const auto& one) { return stage == one.first; });
    return found == names.end() ? stage : found->second;
}

} // namespace bulkhead::disclosure
