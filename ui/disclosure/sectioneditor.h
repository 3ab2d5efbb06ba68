#pragma once

#include "models/disclosure/markup.h"
#include "models/disclosure/spelling.h"

#include <QTextEdit>
#include <QTextObjectInterface>

#include <functional>
#include <vector>

class QMenu;

namespace bulkhead {

class SectionMarks;

/// What a mark in the text is shown as.
struct MarkFace
{
    QString words;            ///< on its face
    QString tip;              ///< what it is and where it comes from
    bool isAttention = false; ///< something is missing there
    bool isRedacted = false;  ///< a redacted export takes it out
};

/// Paints the marks of a text: a fact, an element, a gap, "will follow". One character each in the document.
class MarkPainter : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    using QObject::QObject;
    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
                    const QTextFormat& format) override;
};

/// A section of a draft: headings, lists, tables, emphasis, links, and marks. What is pasted is reduced to these.
class SectionEditor : public QTextEdit
{
    Q_OBJECT

public:
    using Faces = std::function<MarkFace(const disclosure::Span&)>;

    explicit SectionEditor(QWidget* parent = nullptr);

    /// What marks look like; marks that stand already are shown anew.
    void setFaces(Faces faces);
    /// Spelling and redactions.
    [[nodiscard]] SectionMarks& marks() const { return *m_marks; }
    void setText(const disclosure::Text& text);
    [[nodiscard]] disclosure::Text text() const;
    /// Puts a mark where the cursor is.
    void insertMark(const disclosure::Span& mark);
    void toggleBold();
    void toggleItalic();
    /// "- " or "1. " entries; again takes it away.
    void toggleList(bool isNumbered);
    void toggleHeading();
    /// The sentence around the cursor, or what is selected; chips as {name}.
    [[nodiscard]] QString chosenWords() const;
    /// What is selected; of a table only whole.
    [[nodiscard]] disclosure::Text chosenText() const;
    /// Selects a word at its place in the document; false where it stands there no longer.
    bool selectWord(const disclosure::PlacedWord& word);
    /// Selects the first place where words stand; false where they do not.
    bool select(const QString& words);
    void selectNextGap();

Q_SIGNALS:
    void factWanted();                          ///< "@" was typed
    void markChosen(const QString& factName);   ///< a fact's mark was clicked
    void menuWanted(QMenu* menu, int position); ///< to be filled before it is shown; the place in the document

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
    [[nodiscard]] QMimeData* createMimeDataFromSelection() const override;

private:
    [[nodiscard]] QTextCharFormat formatOf(const disclosure::Span& span, bool isHeading) const;
    void insertSpans(QTextCursor& cursor, const disclosure::Spans& spans, bool isHeading = false);
    void insertText(QTextCursor cursor, const disclosure::Text& text, bool intoEmpty);
    [[nodiscard]] std::optional<disclosure::Span> markAt(int position) const;

    Faces m_faces;
    SectionMarks* m_marks;
};

} // namespace bulkhead
