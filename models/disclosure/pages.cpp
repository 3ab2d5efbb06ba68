#include "models/disclosure/pages.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <QTextList>

#include <ranges>
#include <vector>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr double footerMm = 10;
constexpr double footerPoints = 8;

void splitAtPages(QTextDocument& document)
{
    const qreal height = document.pageSize().height();
    std::vector<int> ends;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QTextLayout& lines = *block.layout();
        const qreal top = document.documentLayout()->blockBoundingRect(block).top();
        const auto pageOf = [&](int line) { return static_cast<int>((top + lines.lineAt(line).y() + 1) / height); };
        for (int line = 1; line < lines.lineCount(); ++line) {
            if (pageOf(line) != pageOf(line - 1)) {
                ends.push_back(block.position() + lines.lineAt(line).textStart());
            }
        }
    }
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (const int end : ends | std::views::reverse) {
        cursor.setPosition(end);
        QTextBlockFormat before = cursor.blockFormat();
        QTextBlockFormat after = before;
        after.setTopMargin(0);
        after.setTextIndent(0);
        if (const QTextList* list = cursor.currentList()) {
            after.setIndent(after.indent() + list->format().indent());
            after.setObjectIndex(-1);
        }
        before.setBottomMargin(0);
        cursor.setBlockFormat(before);
        cursor.insertBlock(after);
    }
    cursor.endEditBlock();
}

void drawPage(QPainter& painter, const QTextDocument& document, int page)
{
    const QSizeF size = document.pageSize();
    const QRectF shown(0, page * size.height(), size.width(), size.height());
    painter.save();
    painter.translate(0, -shown.top());
    painter.setClipRect(shown);
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = shown.adjusted(0, 1, 0, -1); // what only touches it is on another page
    context.palette.setColor(QPalette::Text, Qt::black);
    document.documentLayout()->draw(&painter, context);
    painter.restore();
}

} // namespace

void paintPages(QTextDocument& document, QPdfWriter& writer)
{
    constexpr double millimetresOfAnInch = 25.4;
    const int footer = qRound(footerMm / millimetresOfAnInch * writer.resolution());
    const QSizeF body(writer.width(), writer.height() - footer);
    document.setPageSize(body);
    splitAtPages(document);
    QPainter painter(&writer);
    const int pages = document.pageCount();
    QFont small = document.defaultFont();
    small.setPointSizeF(footerPoints);
    painter.setFont(small);
    for (int page = 0; page < pages; ++page) {
        if (page > 0) {
            writer.newPage();
        }
        drawPage(painter, document, page);
        painter.drawText(QRectF(0, body.height(), body.width(), footer), Qt::AlignHCenter | Qt::AlignBottom,
                         u"%1 / %2"_s.arg(page + 1).arg(pages));
    }
}

} // namespace bulkhead::disclosure
