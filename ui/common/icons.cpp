#include "ui/common/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace bulkhead {

namespace {

/// Draws one line drawing in the colour that its surroundings have at that moment.
class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(QString name, QByteArray svg, QColor colour)
        : m_name(std::move(name))
        , m_svg(std::move(svg))
        , m_colour(std::move(colour))
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        QPixmap drawn = pixmap(rect.size() * ratio, mode, state);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect, drawn);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        const QColor colour = colourFor(mode);
        const QString key
            = QStringLiteral("icon/%1/%2/%3/%4").arg(m_name).arg(size.width()).arg(size.height()).arg(colour.name());
        QPixmap drawn;
        if (QPixmapCache::find(key, &drawn)) {
            return drawn;
        }
        drawn = QPixmap(size);
        drawn.fill(Qt::transparent);
        QSvgRenderer renderer(QByteArray(m_svg).replace("currentColor", colour.name().toLatin1()));
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&drawn);
        renderer.render(&painter);
        painter.end();
        QPixmapCache::insert(key, drawn);
        return drawn;
    }

    QIconEngine* clone() const override { return new LineIconEngine(*this); }
    QString iconName() override { return m_name; }
    bool isNull() override { return m_svg.isEmpty(); }

private:
    QColor colourFor(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) {
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        }
        if (m_colour.isValid()) {
            return m_colour;
        }
        return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText);
    }

    QString m_name;
    QByteArray m_svg;
    QColor m_colour;
};

} // namespace

QIcon icon(QAnyStringView name, const QColor& colour)
{
    const QString text = name.toString();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(text));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QIcon(new LineIconEngine(text, file.readAll(), colour));
}

QIcon icon(QAnyStringView name)
{
    return icon(name, QColor());
}

} // namespace bulkhead
