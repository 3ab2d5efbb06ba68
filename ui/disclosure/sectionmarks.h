#pragma once

#include "models/disclosure/redacting.h"
#include "models/disclosure/spelling.h"
#include "ui/common/theme.h"

#include <QHash>
#include <QSyntaxHighlighter>
#include <QTimer>

#include <optional>

namespace bulkhead {

/// Marks words of a section that no dictionary has, and passages that a redacted export takes out. Asks for words that
/// it has not met (`wordsMet`, at a pause) and marks them when it is told (`learn`): typing waits for no dictionary.
/// Lines of more than 20,000 characters are not checked.
class SectionMarks : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit SectionMarks(QTextDocument* document);

    void setTheme(const Theme& theme);
    void setRedactions(const QStringList& texts);
    [[nodiscard]] const disclosure::RedactionFinder& redactions() const { return m_redactions; }
    /// Without a dictionary nothing is asked for.
    void setChecking(bool isChecking);
    /// What was learned holds no longer: every word is asked for again.
    void forget();
    /// The answer to `wordsMet`.
    void learn(const QStringList& asked, const QStringList& wrong);

    /// \name What is marked; places are the document's
    ///@{
    [[nodiscard]] std::optional<disclosure::PlacedWord> wrongAt(int position) const;
    /// The first at or behind a place, from the beginning again where there is none.
    [[nodiscard]] std::optional<disclosure::PlacedWord> nextWrong(int from) const;
    [[nodiscard]] QStringList wrongWords() const;
    /// Whether the dictionary has answered for every word that stands there; `marked` follows when it has.
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] QStringList redactedPassages() const;
    /// The redactions that the character there is a part of.
    [[nodiscard]] QStringList redactionsAt(int position) const;
    /// Those that a cursor there stands in, before or behind.
    [[nodiscard]] QStringList redactionsAround(int position) const;
    ///@}

Q_SIGNALS:
    void wordsMet(const QStringList& words);
    void marked(); ///< something may be marked otherwise than before

protected:
    void highlightBlock(const QString& text) override;

private:
    void ask();
    void markOpen();

    disclosure::RedactionFinder m_redactions;
    QHash<QString, bool> m_isRight;
    QTextCharFormat m_wrongFormat, m_redactedFormat;
    QTimer m_pause;   ///< before words are asked for
    QTimer m_portion; ///< between two portions of `markOpen`
    QTimer m_told;    ///< gathers `marked`
    int m_reached = 0;
    bool m_isChecking = false;
    bool m_isAsking = false;
};

} // namespace bulkhead
