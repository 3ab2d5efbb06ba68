#include "ui/disclosure/contestpanel.h"

#include "ui/common/card.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

ContestPanel::ContestPanel(QWidget* parent)
    : QScrollArea(parent)
{
    setObjectName(u"disclosure.contest"_s);
    setAccessibleName(tr("Texts of this section that contradict each other"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
}

void ContestPanel::setContest(const disclosure::Contest& contest, const QString& unwritten)
{
    if (widget() && contest == m_contest && unwritten == m_unwritten) {
        return;
    }
    m_contest = contest;
    m_unwritten = unwritten;
    m_buttons.clear();
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* beside = new QHBoxLayout;
    beside->setSpacing(space::m);
    for (std::size_t i = 0; i < contest.sides.size(); ++i) {
        const disclosure::SectionText& side = contest.sides[i];
        beside->addWidget(makeSide(tr("%1, %2").arg(side.authorName, timetext::moment(side.at)), side.text,
                                   contest.base, tr("Take this text"), u"contest.side.%1"_s.arg(i)));
    }
    if (!unwritten.isNull()) {
        beside->addWidget(makeSide(tr("You, just now, not written yet"), unwritten, contest.base, tr("Take this text"),
                                   u"contest.unwritten"_s));
    }
    column->addLayout(beside, 2);
    const disclosure::Merge merge = unwritten.isNull()
        ? contest.merge
        : disclosure::mergeTexts(contest.base, contest.merge.text, unwritten);
    const bool isClean = merge.isClean && contest.merge.isClean;
    column->addWidget(makeSide(isClean ? tr("Put together: all changes fit")
                                       : tr("Put together: what several changed stands side by side in brackets"),
                               merge.text, contest.base, tr("Take them put together"), u"contest.merge"_s),
                      1);
    setWidget(content);
    setReadOnly(m_isReadOnly);
}

QWidget* ContestPanel::makeSide(const QString& by, const QString& text, const QString& base, const QString& verb,
                                const QString& name)
{
    auto* card = new Card(by);
    auto* shown = new QTextBrowser(card);
    shown->setObjectName(name + ".text"_L1);
    shown->setAccessibleName(by);
    shown->setHtml(disclosure::comparisonHtml(disclosure::compareWords(base, text), {}, {}));
    constexpr int least = 120;
    shown->setMinimumHeight(least);
    auto* take = new QPushButton(verb, card);
    take->setObjectName(name);
    //: %1 "Take this text", %2 whose
    take->setAccessibleName(tr("%1: %2").arg(verb, by));
    connect(take, &QPushButton::clicked, this, [this, text] { Q_EMIT taken(text); });
    m_buttons.push_back(take);
    card->body()->addWidget(shown, 1);
    card->body()->addWidget(take, 0, Qt::AlignLeft);
    return card;
}

void ContestPanel::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    for (QPushButton* button : m_buttons) {
        button->setEnabled(!isReadOnly);
    }
}

} // namespace bulkhead
