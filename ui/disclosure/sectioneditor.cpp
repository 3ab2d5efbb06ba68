#include "ui/disclosure/sectioneditor.h"

#include "models/disclosure/claimrules.h"
#include "ui/common/theme.h"
#include "ui/disclosure/sectionmarks.h"

#include <QAbstractTextDocumentLayout>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QTextList>
#include <QTextTable>
#include <QToolTip>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Block;
using disclosure::Span;
using disclosure::Spans;
using disclosure::Text;

namespace {
constexpr int markObject = QTextFormat::UserObject + 1;
constexpr int kindProperty = QTextFormat::UserProperty + 1;
constexpr int textProperty = QTextFormat::UserProperty + 2;
constexpr int wordsProperty = QTextFormat::UserProperty + 3;
constexpr int tipProperty = QTextFormat::UserProperty + 4;
constexpr int attentionProperty = QTextFormat::UserProperty + 5;
constexpr int redactedProperty = QTextFormat::UserProperty + 6;
constexpr qreal widestFace = 420;
constexpr qreal faceMargin = 5;
constexpr qsizetype largestPaste = disclosure::longestSection;

QString faceOf(const QTextFormat& format)
{
    return format.property(wordsProperty).toString();
}

bool isMark(const QTextFormat& format)
{
    return format.objectType() == markObject;
}

Span spanOf(const QTextCharFormat& format, const QString& words, bool isHeading)
{
    Span span;
    if (isMark(format)) {
        span.kind = static_cast<Span::Kind>(format.intProperty(kindProperty));
        span.text = format.stringProperty(textProperty);
    } else {
        span.text = words;
        span.link = format.anchorHref();
    }
    const bool isPlain = isHeading || span.kind == Span::Kind::Element;
    span.isBold = !isPlain && format.fontWeight() >= QFont::DemiBold;
    span.isItalic = !isPlain && format.fontItalic();
    return span;
}

Spans spansOf(const QTextBlock& block, int from, int to)
{
    const bool isHeading = block.blockFormat().headingLevel() > 0;
    Spans spans;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        const int start = std::max(fragment.position(), from);
        const int end = std::min(fragment.position() + fragment.length(), to);
        if (start >= end) {
            continue;
        }
        const QTextCharFormat format = fragment.charFormat();
        const int repeats = isMark(format) ? end - start : 1; // two equal marks side by side are one fragment
        for (int i = 0; i < repeats; ++i) {
            Span span = spanOf(format, fragment.text().mid(start - fragment.position(), end - start), isHeading);
            span.text.replace(QChar::LineSeparator, u' ')
                .replace(QChar::Nbsp, u' ')
                .remove(QChar::ObjectReplacementCharacter);
            if (!span.text.isEmpty() || span.kind == Span::Kind::Later) {
                spans.push_back(std::move(span));
            }
        }
    }
    return spans;
}

void trim(Spans& spans)
{
    while (!spans.empty() && spans.back().kind == Span::Kind::Text && spans.back().text.trimmed().isEmpty()) {
        spans.pop_back();
    }
}

Block blockOf(const QTextBlock& source, int from, int to)
{
    Block block;
    const QTextBlockFormat format = source.blockFormat();
    if (const QTextList* list = source.textList()) {
        const QTextListFormat style = list->format();
        block.kind = style.style() == QTextListFormat::ListDecimal ? Block::Kind::Numbered : Block::Kind::Bullet;
        block.level = std::clamp(style.indent() - 1, 0, 2);
    } else if (format.headingLevel() > 0) {
        block.kind = Block::Kind::Heading;
        block.level = std::clamp(format.headingLevel(), 1, 4);
    }
    block.spans = spansOf(source, from, to);
    trim(block.spans);
    return block;
}

void appendTable(const QTextTable& table, Text& into)
{
    for (int row = 0; row < table.rows(); ++row) {
        Block block{.kind = Block::Kind::Row, .isHeader = row == 0 && table.format().headerRowCount() > 0};
        for (int column = 0; column < table.columns(); ++column) {
            Spans cell;
            const QTextTableCell at = table.cellAt(row, column);
            for (auto it = at.begin(); !it.atEnd(); ++it) {
                const QTextBlock each = it.currentBlock();
                if (!each.isValid()) {
                    continue;
                }
                if (!cell.empty()) {
                    cell.push_back({.text = u" "_s});
                }
                std::ranges::move(spansOf(each, each.position(), each.position() + each.length()),
                                  std::back_inserter(cell));
            }
            trim(cell);
            block.cells.push_back(std::move(cell));
        }
        into.blocks.push_back(std::move(block));
    }
}

Text textOf(const QTextDocument& document, int from, int to)
{
    Text text;
    for (auto it = document.rootFrame()->begin(); !it.atEnd(); ++it) {
        if (const auto* table = qobject_cast<QTextTable*>(it.currentFrame())) {
            if (table->firstPosition() < to && table->lastPosition() >= from) {
                appendTable(*table, text);
            }
        } else if (const QTextBlock block = it.currentBlock();
                   block.isValid() && block.position() < to && block.position() + block.length() > from) {
            Block made = blockOf(block, from, to);
            if (!made.spans.empty()) {
                text.blocks.push_back(std::move(made));
            }
        }
    }
    return text;
}
} // namespace

QSizeF MarkPainter::intrinsicSize(QTextDocument* document, int position, const QTextFormat& format)
{
    Q_UNUSED(document)
    Q_UNUSED(position)
    const QFontMetricsF metrics(format.toCharFormat().font());
    const qreal width = std::min(metrics.horizontalAdvance(faceOf(format)) + 2 * faceMargin, widestFace);
    return {width, metrics.height()};
}

void MarkPainter::drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
                             const QTextFormat& format)
{
    Q_UNUSED(position)
    const auto* widget = qobject_cast<QWidget*>(document->parent());
    const Theme& theme = Theme::of(widget ? widget->palette() : QPalette());
    const auto kind = static_cast<Span::Kind>(format.intProperty(kindProperty));
    const Tone tone = format.boolProperty(attentionProperty) ? Tone::Warn
        : kind == Span::Kind::Chip                           ? Tone::Accent
                                                             : Tone::Neutral;
    const Ink& ink = theme.ink(tone);
    constexpr qreal radius = 4;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink.fill);
    painter->drawRoundedRect(rect.adjusted(0, 0.5, 0, -0.5), radius, radius);
    const bool isRedacted = format.boolProperty(redactedProperty);
    if (isRedacted) {
        painter->setBrush(theme.text);
        painter->drawRoundedRect(rect.adjusted(0, 0.5, 0, -0.5), radius, radius);
    }
    painter->setPen(isRedacted ? theme.surface : ink.text);
    QFont font = format.toCharFormat().font();
    font.setStrikeOut(isRedacted);
    painter->setFont(font);
    const QRectF inner = rect.adjusted(faceMargin, 0, -faceMargin, 0);
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetricsF(font).elidedText(faceOf(format), Qt::ElideRight, inner.width() + 1));
    painter->restore();
}

SectionEditor::SectionEditor(QWidget* parent)
    : QTextEdit(parent)
    , m_faces([](const Span& span) { return MarkFace{span.text, {}, false}; })
    , m_marks(new SectionMarks(document()))
{
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setUndoRedoEnabled(true);
    document()->setParent(this);
    document()->documentLayout()->registerHandler(markObject, new MarkPainter(this));
    document()->setDocumentMargin(space::l);
    viewport()->setMouseTracking(true);
}

void SectionEditor::setFaces(Faces faces)
{
    m_faces = std::move(faces);
    // The same marks with new faces, without a step of undo for the person.
    const QSignalBlocker quiet(this);
    const bool wasModified = document()->isModified();
    struct Change
    {
        int from, to;
        QTextCharFormat format;
    };
    std::vector<Change> changes;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const QTextCharFormat before = fragment.charFormat();
            if (!isMark(before)) {
                continue;
            }
            QTextCharFormat after = formatOf(spanOf(before, {}, false), false);
            if (after.property(wordsProperty) != before.property(wordsProperty)
                || after.property(attentionProperty) != before.property(attentionProperty)
                || after.property(redactedProperty) != before.property(redactedProperty)) {
                after.setFontWeight(before.fontWeight());
                after.setFontItalic(before.fontItalic());
                changes.push_back({fragment.position(), fragment.position() + fragment.length(), after});
            }
        }
    }
    QTextCursor cursor(document());
    for (const Change& change : changes) {
        cursor.setPosition(change.from);
        cursor.setPosition(change.to, QTextCursor::KeepAnchor);
        cursor.joinPreviousEditBlock();
        cursor.setCharFormat(change.format);
        cursor.endEditBlock();
    }
    document()->setModified(wasModified);
}

QTextCharFormat SectionEditor::formatOf(const Span& span, bool isHeading) const
{
    QTextCharFormat format;
    format.setFont(font());
    if (span.isBold || isHeading) {
        format.setFontWeight(QFont::DemiBold);
    }
    format.setFontItalic(span.isItalic);
    if (!span.link.isEmpty()) {
        format.setAnchor(true);
        format.setAnchorHref(span.link);
        format.setFontUnderline(true);
        format.setForeground(Theme::of(palette()).link);
    }
    if (span.kind != Span::Kind::Text) {
        const MarkFace face = m_faces(span);
        format.setObjectType(markObject);
        format.setProperty(kindProperty, static_cast<int>(span.kind));
        format.setProperty(textProperty, span.text);
        format.setProperty(wordsProperty, face.words);
        format.setProperty(tipProperty, face.tip);
        format.setProperty(attentionProperty, face.isAttention);
        format.setProperty(redactedProperty, face.isRedacted);
    }
    return format;
}

void SectionEditor::insertSpans(QTextCursor& cursor, const Spans& spans, bool isHeading)
{
    for (const Span& span : spans) {
        cursor.insertText(span.kind == Span::Kind::Text ? span.text : QString(QChar::ObjectReplacementCharacter),
                          formatOf(span, isHeading));
    }
}

void SectionEditor::insertText(QTextCursor cursor, const Text& text, bool intoEmpty)
{
    cursor.beginEditBlock();
    bool isFirst = true;
    QTextList* list = nullptr;
    for (std::size_t i = 0; i < text.blocks.size(); ++i) {
        const Block& block = text.blocks[i];
        QTextBlockFormat format;
        format.setBottomMargin(space::s);
        if (block.kind == Block::Kind::Row) {
            std::size_t end = i + 1;
            while (end < text.blocks.size() && text.blocks[end].kind == Block::Kind::Row
                   && !text.blocks[end].isHeader) {
                ++end;
            }
            std::size_t columns = 1;
            for (std::size_t row = i; row < end; ++row) {
                columns = std::max(columns, text.blocks[row].cells.size());
            }
            QTextTableFormat style;
            style.setHeaderRowCount(block.isHeader ? 1 : 0);
            style.setBorder(1);
            style.setBorderCollapse(true);
            style.setBorderBrush(Theme::of(palette()).border);
            style.setCellPadding(space::xs);
            style.setWidth(QTextLength(QTextLength::PercentageLength, 100));
            QTextTable* table = cursor.insertTable(static_cast<int>(end - i), static_cast<int>(columns), style);
            for (std::size_t row = i; row < end; ++row) {
                for (std::size_t column = 0; column < text.blocks[row].cells.size(); ++column) {
                    QTextCursor cell
                        = table->cellAt(static_cast<int>(row - i), static_cast<int>(column)).firstCursorPosition();
                    insertSpans(cell, text.blocks[row].cells[column]);
                }
            }
            cursor.setPosition(table->lastPosition() + 1);
            i = end - 1;
            list = nullptr;
            isFirst = true; // the block after a table is there already
            continue;
        }
        if (!isFirst || !intoEmpty) {
            cursor.insertBlock();
        }
        isFirst = false;
        intoEmpty = true;
        if (block.kind == Block::Kind::Heading) {
            format.setHeadingLevel(block.level);
            format.setTopMargin(space::s);
        }
        cursor.setBlockFormat(format);
        if (block.kind == Block::Kind::Bullet || block.kind == Block::Kind::Numbered) {
            QTextListFormat style;
            style.setStyle(block.kind == Block::Kind::Bullet ? QTextListFormat::ListDisc
                                                             : QTextListFormat::ListDecimal);
            style.setIndent(block.level + 1);
            if (list && list->format().style() == style.style() && list->format().indent() == style.indent()) {
                list->add(cursor.block());
            } else {
                list = cursor.createList(style);
            }
        } else {
            list = nullptr;
        }
        insertSpans(cursor, block.spans, block.kind == Block::Kind::Heading);
    }
    cursor.endEditBlock();
}

void SectionEditor::setText(const Text& text)
{
    const QSignalBlocker quiet(this);
    document()->setUndoRedoEnabled(false);
    document()->clear();
    insertText(QTextCursor(document()), text, true);
    document()->setUndoRedoEnabled(true);
    document()->setModified(false);
    moveCursor(QTextCursor::Start);
}

Text SectionEditor::text() const
{
    return textOf(*document(), 0, document()->characterCount());
}

void SectionEditor::insertMark(const Span& mark)
{
    QTextCursor cursor = textCursor();
    const bool isBold = cursor.charFormat().fontWeight() >= QFont::DemiBold && !isMark(cursor.charFormat());
    Span span = mark;
    span.isBold = isBold && mark.kind == Span::Kind::Chip;
    cursor.beginEditBlock();
    cursor.insertText(QString(QChar::ObjectReplacementCharacter), formatOf(span, false));
    // What is typed behind a mark is words again.
    cursor.insertText(u" "_s, formatOf({.isBold = isBold}, false));
    cursor.endEditBlock();
    setTextCursor(cursor);
    setFocus();
}

void SectionEditor::toggleBold()
{
    QTextCharFormat format;
    format.setFontWeight(currentCharFormat().fontWeight() >= QFont::DemiBold ? QFont::Normal : QFont::DemiBold);
    mergeCurrentCharFormat(format);
}

void SectionEditor::toggleItalic()
{
    QTextCharFormat format;
    format.setFontItalic(!currentCharFormat().fontItalic());
    mergeCurrentCharFormat(format);
}

void SectionEditor::toggleList(bool isNumbered)
{
    QTextCursor cursor = textCursor();
    if (cursor.currentTable()) {
        return; // a cell holds a line of words
    }
    const auto style = isNumbered ? QTextListFormat::ListDecimal : QTextListFormat::ListDisc;
    cursor.beginEditBlock();
    if (QTextList* list = cursor.currentList(); list && list->format().style() == style) {
        list->remove(cursor.block());
        QTextBlockFormat format = cursor.blockFormat();
        format.setIndent(0);
        cursor.setBlockFormat(format);
    } else {
        QTextListFormat made;
        made.setStyle(style);
        made.setIndent(1);
        cursor.createList(made);
    }
    cursor.endEditBlock();
}

void SectionEditor::toggleHeading()
{
    QTextCursor cursor = textCursor();
    if (cursor.currentTable() || cursor.currentList()) {
        return;
    }
    constexpr int sub = 3; // the section's own heading is above it
    const bool isHeading = cursor.blockFormat().headingLevel() > 0;
    cursor.beginEditBlock();
    QTextBlockFormat format = cursor.blockFormat();
    format.setHeadingLevel(isHeading ? 0 : sub);
    cursor.setBlockFormat(format);
    cursor.movePosition(QTextCursor::StartOfBlock);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    QTextCharFormat weight;
    weight.setFontWeight(isHeading ? QFont::Normal : QFont::DemiBold);
    cursor.mergeCharFormat(weight);
    cursor.endEditBlock();
}

QString SectionEditor::chosenWords() const
{
    const QTextCursor cursor = textCursor();
    if (cursor.hasSelection()) {
        return disclosure::plainText(textOf(*document(), cursor.selectionStart(), cursor.selectionEnd())).simplified();
    }
    const QTextBlock block = cursor.block();
    const QString line = disclosure::plainText(spansOf(block, block.position(), block.position() + block.length()));
    const QString before = disclosure::plainText(spansOf(block, block.position(), cursor.position()));
    qsizetype seen = 0;
    for (const QString& sentence : disclosure::sentencesOf(line)) {
        seen = line.indexOf(sentence, seen) + sentence.size();
        if (seen >= before.size()) {
            return sentence;
        }
    }
    return line;
}

Text SectionEditor::chosenText() const
{
    const QTextCursor cursor = textCursor();
    const int from = cursor.selectionStart(), to = cursor.selectionEnd();
    const QTextBlock first = document()->findBlock(from);
    if (first == document()->findBlock(to)) {
        return {{{.spans = spansOf(first, from, to)}}};
    }
    return textOf(*document(), from, to);
}

bool SectionEditor::selectWord(const disclosure::PlacedWord& word)
{
    const int from = static_cast<int>(word.at);
    const int to = from + static_cast<int>(word.word.size());
    if (to >= document()->characterCount()) {
        return false;
    }
    QTextCursor cursor(document());
    cursor.setPosition(from);
    cursor.setPosition(to, QTextCursor::KeepAnchor);
    if (cursor.selectedText() != word.word) {
        return false;
    }
    setTextCursor(cursor);
    ensureCursorVisible();
    return true;
}

bool SectionEditor::select(const QString& words)
{
    // Up to the first mark: that is one character here.
    const QString start = words.section(u'{', 0, 0).trimmed();
    constexpr qsizetype enough = 60;
    QTextCursor found = start.isEmpty() ? QTextCursor() : document()->find(start.left(enough));
    if (found.isNull()) {
        return false;
    }
    if (start.size() == words.size() && words.size() > enough) {
        found.setPosition(std::min(found.anchor() + static_cast<int>(words.size()), document()->characterCount() - 1),
                          QTextCursor::KeepAnchor);
    }
    setTextCursor(found);
    ensureCursorVisible();
    return true;
}

void SectionEditor::selectNextGap()
{
    const int count = document()->characterCount();
    const int from = textCursor().selectionEnd();
    for (int i = 0; i < count; ++i) {
        const int at = (from + i) % count;
        const auto mark = markAt(at);
        if (mark && mark->kind == Span::Kind::Ask) {
            QTextCursor cursor(document());
            cursor.setPosition(at);
            cursor.setPosition(at + 1, QTextCursor::KeepAnchor);
            setTextCursor(cursor);
            ensureCursorVisible();
            return;
        }
    }
}

std::optional<Span> SectionEditor::markAt(int position) const
{
    if (document()->characterAt(position) != QChar::ObjectReplacementCharacter) {
        return std::nullopt;
    }
    QTextCursor cursor(document());
    cursor.setPosition(position + 1);
    const QTextCharFormat format = cursor.charFormat();
    return isMark(format) ? std::optional(spanOf(format, {}, false)) : std::nullopt;
}

void SectionEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->text() == "@"_L1 && !isReadOnly()) {
        Q_EMIT factWanted();
        return;
    }
    // What replaces a gap, or is typed beside a mark, is words, not another mark.
    if (!event->text().isEmpty() && event->text().front().isPrint() && isMark(currentCharFormat())) {
        setCurrentCharFormat(formatOf({}, false));
    }
    QTextEdit::keyPressEvent(event);
}

void SectionEditor::mouseReleaseEvent(QMouseEvent* event)
{
    QTextEdit::mouseReleaseEvent(event);
    const int at = document()->documentLayout()->hitTest(
        event->position() + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value()), Qt::ExactHit);
    const auto mark = at < 0 ? std::nullopt : markAt(at);
    if (!mark || event->button() != Qt::LeftButton) {
        return;
    }
    if (mark->kind == Span::Kind::Ask) {
        QTextCursor cursor(document());
        cursor.setPosition(at);
        cursor.setPosition(at + 1, QTextCursor::KeepAnchor);
        setTextCursor(cursor);
    } else if (mark->kind == Span::Kind::Chip) {
        Q_EMIT markChosen(mark->text);
    }
}

void SectionEditor::contextMenuEvent(QContextMenuEvent* event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const int position = (isByKey ? textCursor() : cursorForPosition(event->pos())).position();
    QMenu* menu = createStandardContextMenu(event->pos());
    menu->setObjectName(u"disclosure.editorMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    Q_EMIT menuWanted(menu, position);
    menu->popup(isByKey ? viewport()->mapToGlobal(cursorRect().bottomLeft()) : event->globalPos());
}

void SectionEditor::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_marks->setTheme(Theme::of(palette()));
    }
}

bool SectionEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QPoint inner = viewport()->mapFrom(this, help->pos());
        const int at = document()->documentLayout()->hitTest(
            QPointF(inner) + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value()), Qt::ExactHit);
        if (at >= 0 && markAt(at)) {
            QTextCursor cursor(document());
            cursor.setPosition(at + 1);
            QToolTip::showText(help->globalPos(), cursor.charFormat().stringProperty(tipProperty), this);
            return true;
        }
        QToolTip::hideText();
        return true;
    }
    return QTextEdit::event(event);
}

bool SectionEditor::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasText() || source->hasHtml();
}

void SectionEditor::insertFromMimeData(const QMimeData* source)
{
    // Foreign HTML is read without its pictures and reduced; our own comes as markup in its text.
    Text pasted;
    const QString plain = source->text();
    if (plain.size() > largestPaste || source->html().size() > 10 * largestPaste) {
        QToolTip::showText(
            mapToGlobal(cursorRect().bottomLeft()),
            tr("That is more than a section holds (%1 characters). Paste a part of it.").arg(largestPaste), this);
        return;
    }
    if (source->hasFormat(u"application/x-bulkhead-markup"_s)) {
        if (const auto read = disclosure::readMarkup(
                QString::fromUtf8(source->data(u"application/x-bulkhead-markup"_s)))) {
            pasted = *read;
        }
    } else if (source->hasHtml()) {
        QTextDocument foreign;
        foreign.setHtml(source->html());
        pasted = textOf(foreign, 0, foreign.characterCount());
        for (Block& block : pasted.blocks) {
            const auto clean = [](Spans& spans) {
                for (Span& span : spans) {
                    const bool isWeb = span.link.startsWith("https://"_L1) || span.link.startsWith("http://"_L1)
                        || span.link.startsWith("mailto:"_L1);
                    span.link = isWeb ? span.link : QString();
                }
            };
            clean(block.spans);
            std::ranges::for_each(block.cells, clean);
        }
    } else {
        for (const QString& line : plain.split(u'\n')) {
            if (!line.trimmed().isEmpty()) {
                pasted.blocks.push_back({.spans = {{.text = line.trimmed()}}});
            }
        }
    }
    // Through markup and back: what it cannot say is not there.
    const auto reduced = disclosure::readMarkup(disclosure::writeMarkup(pasted));
    if (!reduced || reduced->isEmpty()) {
        return;
    }
    QTextCursor cursor = textCursor();
    if (reduced->blocks.size() == 1 && reduced->blocks.front().kind == Block::Kind::Paragraph) {
        cursor.beginEditBlock();
        cursor.removeSelectedText();
        insertSpans(cursor, reduced->blocks.front().spans);
        cursor.endEditBlock();
        setTextCursor(cursor);
    } else if (!cursor.currentTable()) {
        cursor.removeSelectedText();
        insertText(cursor, *reduced, cursor.block().text().isEmpty());
    }
}

QMimeData* SectionEditor::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    const Text chosen = textOf(*document(), cursor.selectionStart(), cursor.selectionEnd());
    auto* copied = new QMimeData;
    copied->setText(disclosure::plainText(chosen));
    copied->setData(u"application/x-bulkhead-markup"_s, disclosure::writeMarkup(chosen).toUtf8());
    return copied;
}

} // namespace bulkhead
