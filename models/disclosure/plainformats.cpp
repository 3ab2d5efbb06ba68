#include "models/disclosure/plainformats.h"

#include "models/disclosure/parts.h"

#include <QRegularExpression>

#include <algorithm>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// What both formats do alike: parts with an empty line between them, entries indented below each other.
class PlainWriter
{
public:
    virtual ~PlainWriter() = default;

    QString written(const Outgoing& outgoing)
    {
        QStringList pieces;
        for (const QString& head : {banner(titleWords(outgoing.banner)), title(titleWords(outgoing.title))}) {
            if (!head.isEmpty()) {
                pieces.append(head);
            }
        }
        for (const Part& part : partsOf(outgoing.text)) {
            if (const auto* line = std::get_if<Passage>(&part)) {
                pieces.append(this->line(*line));
            } else if (const auto* list = std::get_if<Listing>(&part)) {
                pieces.append(entries(*list, {}).join(u'\n'));
            } else if (const auto* rows = std::get_if<Grid>(&part)) {
                pieces.append(table(*rows));
            }
        }
        return pieces.isEmpty() ? QString() : pieces.join(u"\n\n"_s) + u'\n';
    }

protected:
    PlainWriter() = default;
    virtual QString banner(const QString& words) const = 0;
    virtual QString title(const QString& words) const = 0;
    virtual QString line(const Passage& line) const = 0;
    virtual QString entry(const Spans& spans) const = 0;
    virtual QString table(const Grid& table) const = 0;

private:
    QStringList entries(const Listing& list, const QString& indent) const
    {
        QStringList lines;
        for (std::size_t i = 0; i < list.entries.size(); ++i) {
            const QString mark = list.isNumbered ? u"%1. "_s.arg(i + 1) : u"- "_s;
            lines.append(indent + (mark + entry(list.entries[i].spans)).trimmed());
            for (const Listing& below : list.entries[i].lists) {
                lines.append(entries(below, indent + QString(mark.size(), u' ')));
            }
        }
        return lines;
    }
};

class PlainText final : public PlainWriter
{
    QString banner(const QString& words) const override { return words; }
    QString title(const QString& words) const override { return words; }
    QString line(const Passage& line) const override { return entry(line.spans); }
    QString entry(const Spans& spans) const override
    {
        QString words;
        for (const auto run : byLink(spans)) {
            QString linked;
            for (const Span& span : run) {
                linked += span.text;
            }
            const QString& link = run.front().link;
            const bool isSaid = link.isEmpty() || link == linked || link == "mailto:"_L1 + linked;
            words += isSaid ? linked : u"%1 (%2)"_s.arg(linked, link);
        }
        return words;
    }
    QString table(const Grid& table) const override
    {
        QStringList lines;
        for (const std::vector<Spans>& row : table.rows) {
            QStringList cells;
            std::ranges::transform(row, std::back_inserter(cells), [this](const Spans& cell) { return entry(cell); });
            lines.append(cells.join(u" | "_s).trimmed());
        }
        return lines.join(u'\n');
    }
};

class MarkdownText final : public PlainWriter
{
    QString banner(const QString& words) const override
    {
        return words.isEmpty() ? QString() : inlined({{.text = words, .isBold = true}});
    }
    QString title(const QString& words) const override
    {
        return words.isEmpty() ? QString() : u"# "_s + inlined({{.text = words}});
    }
    QString line(const Passage& line) const override
    {
        return line.heading > 0 ? QString(line.heading, u'#') + u' ' + inlined(line.spans) : entry(line.spans);
    }
    QString entry(const Spans& spans) const override { return guardedStart(inlined(spans)); }
    QString table(const Grid& table) const override
    {
        // A table of Markdown has a header, if need be one without words.
        const std::vector<Spans> none(table.columns);
        QStringList lines = {row(table.hasHeader ? table.rows.front() : none)};
        lines.append(u"|"_s + u" --- |"_s.repeated(static_cast<qsizetype>(table.columns)));
        for (std::size_t i = table.hasHeader ? 1 : 0; i < table.rows.size(); ++i) {
            lines.append(row(table.rows[i]));
        }
        return lines.join(u'\n');
    }
    QString row(const std::vector<Spans>& cells) const
    {
        QString line = u"|"_s;
        for (const Spans& cell : cells) {
            line += u' ' + inlined(cell) + u" |"_s;
        }
        return line;
    }

    static QString escapedWords(const QString& words)
    {
        static const QRegularExpression marks(
            u"([\\\\`*\\[\\]<>|~$^{}#]|(?<![A-Za-z0-9])[_@]|_(?![A-Za-z0-9])|&(?=#?\\w+;)|!\\z)"_s);
        return QString(words).replace(marks, u"\\\\1"_s);
    }
    /// What makes a list, a quotation, a rule or a definition of a line when it begins it.
    static QString guardedStart(const QString& line)
    {
        static const QRegularExpression mark(u"\\A[-+=:%]"_s);
        static const QRegularExpression number(
            u"\\A(\\(?(?:\\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|@\\w*))([.)])(?= |\\z)"_s);
        return mark.match(line).hasMatch() ? u'\\' + line : QString(line).replace(number, u"\\1\\\\2"_s);
    }
    static QString target(const QString& link)
    {
        QString result = link;
        for (const auto& [raw, encoded] : {std::pair(u'(', u"%28"_s),
                                           {u')', u"%29"_s},
                                           {u'<', u"%3C"_s},
                                           {u'>', u"%3E"_s},
                                           {u'\\', u"%5C"_s},
                                           {u' ', u"%20"_s},
                                           {u'|', u"%7C"_s}}) {
            result.replace(raw, encoded);
        }
        static const QRegularExpression entity(u"&(?=#?\\w+;)"_s);
        return result.replace(entity, u"\\&"_s);
    }
    QString inlined(const Spans& spans) const
    {
        const auto runs = byLink(spans);
        QString result;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const QString& link = runs[i].front().link;
            if (!link.isEmpty()) {
                result += u"[%1](%2)"_s.arg(emphasised(runs[i], u'[', u']'), target(link));
            } else {
                result += emphasised(runs[i], i > 0 ? u')' : u' ', i + 1 < runs.size() ? u'[' : u' ');
            }
        }
        return result;
    }
    static QString emphasised(std::span<const Span> run, QChar before, QChar behind);
};

/// CommonMark 6.2: stars open and close nothing where they stand between a letter outside and a mark inside, and those
/// of two neighbours would be read as one. A comment between them, which nobody sees, keeps them apart.
QString MarkdownText::emphasised(std::span<const Span> run, QChar before, QChar behind)
{
    const QString between = u"<!-- -->"_s;
    const auto isLetter = [](QChar c) { return c.isLetterOrNumber(); };
    const auto isOpen = [](QChar c) { return c == u' ' || c.isPunct(); };
    QString result;
    bool endsInStars = false;
    bool endsInMark = false;
    for (std::size_t i = 0; i < run.size(); ++i) {
        const Span& span = run[i];
        const QString stars = QString((span.isBold ? 2 : 0) + (span.isItalic ? 1 : 0), u'*');
        const QString inner = span.text.trimmed();
        const bool startsInSpace = span.text.front() == u' ';
        const bool endsInSpace = span.text.back() == u' ';
        const bool hasStars = !stars.isEmpty() && !inner.isEmpty();
        const QChar last = i > 0 ? run[i - 1].text.back() : before;
        const bool isGlued = !startsInSpace
            && (endsInStars ? hasStars || (endsInMark && !isOpen(span.text.front()))
                            : hasStars && !isOpen(last) && !isLetter(inner.front()));
        result += (startsInSpace ? u" "_s : isGlued ? between : QString());
        result += hasStars ? stars + escapedWords(inner) + stars : escapedWords(inner);
        result += endsInSpace && !inner.isEmpty() ? u" "_s : QString();
        endsInStars = hasStars && !endsInSpace;
        endsInMark = endsInStars && !isLetter(inner.back());
    }
    return result + (endsInMark && !isOpen(behind) ? between : QString());
}
} // namespace

QString markdownOf(const Outgoing& outgoing)
{
    return MarkdownText().written(outgoing);
}

QString plainOf(const Outgoing& outgoing)
{
    return PlainText().written(outgoing);
}

} // namespace bulkhead::disclosure
