#include "ui/timeline/picturepane.h"

#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/timeline/timelinestrip.h"
#include "ui/timeline/timelineview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr double zoomOfAButton = 2;
constexpr std::array groupingIds = {"source", "kind", "role", "surface"};

/// One line that says what shapes and bars mean.
class Legend final : public QWidget
{
public:
    explicit Legend(QWidget* parent)
        : QWidget(parent)
    {
        setFixedHeight(22);
        setAccessibleName(timelineLegendText());
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        paintTimelineLegend(painter, Theme::of(palette()), rect());
    }
};
} // namespace

PicturePane::PicturePane(QWidget* parent)
    : QWidget(parent)
    , m_view(new TimelineView(this))
    , m_strip(new TimelineStrip(m_view, this))
    , m_grouping(new QComboBox(this))
{
    setObjectName(u"timeline.picture"_s);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(space::s);
    setupBar(bar);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addSpacing(space::s);
    column->addWidget(m_strip);
    column->addWidget(m_view, 1);
    column->addWidget(new Legend(this));
    setFocusProxy(m_view);
}

void PicturePane::setupBar(QHBoxLayout* bar)
{
    m_grouping->setObjectName(u"timeline.grouping"_s);
    m_grouping->setAccessibleName(tr("Lanes by"));
    m_grouping->addItem(tr("Source"));
    m_grouping->addItem(tr("Kind"));
    m_grouping->addItem(tr("Role of the author"));
    m_grouping->addItem(tr("Surface"));
    connect(m_grouping, &QComboBox::currentIndexChanged, this, &PicturePane::groupingChanged);
    auto* label = new QLabel(tr("&Lanes by"), this);
    label->setBuddy(m_grouping);
    bar->addWidget(label);
    bar->addWidget(m_grouping);
    bar->addStretch(1);
    const auto addButton = [&](const QString& name, const QString& text, const QString& tip, auto handler) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        connect(button, &QPushButton::clicked, this, handler);
        bar->addWidget(button);
        return button;
    };
    constexpr int small = controlHeight + space::s;
    addButton(u"timeline.zoomout"_s, tr("−"), tr("Zoom out (minus key)"), [this] {
        m_view->zoom(1 / zoomOfAButton);
    })->setFixedWidth(small);
    addButton(u"timeline.zoomin"_s, tr("+"), tr("Zoom in (plus key)"), [this] {
        m_view->zoom(zoomOfAButton);
    })->setFixedWidth(small);
    addButton(u"timeline.zoomall"_s, tr("Whole span"), tr("Show the whole span (0 key)"),
              [this] { m_view->showAll(); });
    addButton(u"timeline.save"_s, tr("Save the picture…"), tr("Save the picture to a file"), [this] {
        Q_EMIT saveWanted();
    })->setIcon(bulkhead::icon("export"));
}

TimelineGrouping PicturePane::grouping() const
{
    return static_cast<TimelineGrouping>(std::clamp(m_grouping->currentIndex(), 0, timelineGroupings - 1));
}

void PicturePane::setGrouping(TimelineGrouping grouping)
{
    m_grouping->setCurrentIndex(static_cast<int>(grouping));
}

QString PicturePane::groupingName() const
{
    return m_grouping->currentText().toLower();
}

QString groupingId(TimelineGrouping grouping)
{
    return QString::fromLatin1(groupingIds[static_cast<std::size_t>(grouping)]);
}

TimelineGrouping groupingFrom(QStringView id)
{
    const auto found = std::ranges::find_if(groupingIds, [&](const char* one) { return id == QLatin1StringView(one); });
    return found == groupingIds.end() ? TimelineGrouping::BySource
                                      : static_cast<TimelineGrouping>(found - groupingIds.begin());
}

} // namespace bulkhead
