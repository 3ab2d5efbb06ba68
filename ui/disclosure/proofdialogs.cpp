#include "ui/disclosure/proofdialogs.h"

#include "models/disclosure/comparison.h"
#include "ui/common/timetext.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>

using namespace Qt::StringLiterals;

namespace bulkhead {

SpellingDialog::SpellingDialog(bool mayTeach, QWidget* parent)
    : FormDialog(tr("Spelling"), tr("Replace"), parent)
    , m_instead(new QLineEdit(this))
    , m_suggestions(new QListWidget(this))
{
    setObjectName(u"spellingDialog"_s);
    constexpr int width = 460, height = 150;
    setMinimumWidth(width);
    m_instead->setObjectName(u"instead"_s);
    m_suggestions->setObjectName(u"suggestions"_s);
    m_suggestions->setAccessibleName(tr("Words that may have been meant"));
    m_suggestions->setMinimumHeight(height);
    addRow(tr("&Instead"), m_instead);
    addRow(tr("&Suggestions"), m_suggestions);
    connect(m_suggestions, &QListWidget::currentTextChanged, this, [this](const QString& word) {
        if (!word.isEmpty()) {
            m_instead->setText(word);
        }
    });
    connect(m_suggestions, &QListWidget::itemActivated, mainButton(), [this] { mainButton()->click(); });
    auto* others = new QWidget(this);
    auto* line = new QHBoxLayout(others);
    line->setContentsMargins(0, 0, 0, 0);
    const auto addButton = [&](const QString& name, const QString& text, auto signal) {
        auto* button = new QPushButton(text, others);
        button->setObjectName(name);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, signal);
        line->addWidget(button);
        return button;
    };
    addButton(u"ignore"_s, tr("I&gnore in this draft"), &SpellingDialog::ignored);
    addButton(u"teach"_s, tr("&Add to the organisation’s words"), &SpellingDialog::taught)->setEnabled(mayTeach);
    addButton(u"pass"_s, tr("&Next word"), &SpellingDialog::passed);
    addWidget(others);
    setValidator([this] { return instead().isEmpty() ? tr("Write what shall stand there.") : QString(); });
}

void SpellingDialog::ask(const disclosure::PlacedWord& word, const QString& sentence)
{
    m_word = word;
    setIntroduction(tr("“%1” stands in no dictionary: %2").arg(word.word, sentence));
    m_suggestions->clear();
    m_instead->setText(word.word);
    m_instead->selectAll();
    m_instead->setFocus();
}

void SpellingDialog::offer(const QStringList& suggestions)
{
    m_suggestions->clear();
    m_suggestions->addItems(suggestions);
    // What a person has begun to write is not replaced.
    if (!suggestions.isEmpty() && m_instead->text() == m_word.word) {
        m_suggestions->setCurrentRow(0);
        m_instead->selectAll();
    }
}

QString SpellingDialog::instead() const
{
    return m_instead->text().simplified();
}

HistoryDialog::HistoryDialog(const std::vector<disclosure::SectionText>& texts, const QString& now,
                             const QString& heading, const QString& language, bool mayWrite, QWidget* parent)
    : FormDialog(tr("History of a section"), tr("Put this text back"), parent)
    , m_texts(texts.rbegin(), texts.rend())
    , m_now(now)
    , m_language(language)
    , m_mayWrite(mayWrite)
    , m_list(new QListWidget(this))
    , m_comparison(new QTextBrowser(this))
{
    setObjectName(u"historyDialog"_s);
    constexpr int width = 860, height = 420, listWidth = 250;
    setMinimumWidth(width);
    setIntroduction(heading);
    m_list->setObjectName(u"texts"_s);
    m_list->setAccessibleName(tr("Texts that stood here, the newest first"));
    m_list->setFixedWidth(listWidth);
    m_comparison->setObjectName(u"comparison"_s);
    m_comparison->setAccessibleName(tr("What has changed since this text"));
    m_comparison->setMinimumHeight(height);
    for (const disclosure::SectionText& one : m_texts) {
        QString line = tr("%1\n%2").arg(timetext::moment(one.at), one.authorName);
        line += one.isStanding ? tr(" · stands") : QString();
        m_list->addItem(line);
    }
    auto* both = new QWidget(this);
    auto* line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_list);
    line->addWidget(m_comparison, 1);
    addWidget(both);
    connect(m_list, &QListWidget::currentRowChanged, this, &HistoryDialog::refresh);
    m_list->setCurrentRow(m_texts.size() > 1 ? 1 : 0);
    m_list->setFocus();
}

void HistoryDialog::refresh()
{
    const int row = m_list->currentRow();
    if (row < 0) {
        return;
    }
    const QString& text = m_texts[static_cast<std::size_t>(row)].text;
    m_comparison->setHtml(disclosure::comparisonHtml(disclosure::compareWords(text, m_now),
                                                     tr("From this text to what stands now"), m_language));
    mainButton()->setEnabled(m_mayWrite && text != m_now);
}

qint64 HistoryDialog::change() const
{
    const int row = m_list->currentRow();
    return row < 0 ? 0 : m_texts[static_cast<std::size_t>(row)].change;
}

} // namespace bulkhead
