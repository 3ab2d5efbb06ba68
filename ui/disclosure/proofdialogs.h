#pragma once

#include "models/disclosure/sectionhistory.h"
#include "models/disclosure/spelling.h"
#include "ui/common/formdialog.h"

#include <vector>

class QLineEdit;
class QListWidget;
class QPushButton;
class QTextBrowser;

namespace bulkhead {

/// One word after another that no dictionary has, and what may have been meant.
class SpellingDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `mayTeach`: words may be added to the organisation's.
    SpellingDialog(bool mayTeach, QWidget* parent);
    /// `sentence` is where it stands.
    void ask(const disclosure::PlacedWord& word, const QString& sentence);
    void offer(const QStringList& suggestions);
    [[nodiscard]] const disclosure::PlacedWord& word() const { return m_word; }
    [[nodiscard]] QString instead() const;

Q_SIGNALS:
    void ignored();
    void taught();
    void passed();

private:
    disclosure::PlacedWord m_word;
    QLineEdit* m_instead;
    QListWidget* m_suggestions;
};

/// The texts that stood in a section, the newest first, each compared word by word with what stands there now.
class HistoryDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `texts` as `sectionHistory` gives them; `now` is what stands there.
    HistoryDialog(const std::vector<disclosure::SectionText>& texts, const QString& now, const QString& heading,
                  const QString& language, bool mayWrite, QWidget* parent);
    /// The change that wrote the chosen text; 0 where none is.
    [[nodiscard]] qint64 change() const;

private:
    void refresh();

    std::vector<disclosure::SectionText> m_texts;
    QString m_now, m_language;
    bool m_mayWrite;
    QListWidget* m_list;
    QTextBrowser* m_comparison;
};

} // namespace bulkhead
