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
    LineIconEngine(QString name, QColor colour)
        : m_name(std::move(name))
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
        QFile file(fileOf(m_name)); // read only where it is drawn: most commands' icons are not, at first
        QSvgRenderer renderer((file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray())
                                  .replace("currentColor", colour.name().toLatin1()));
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&drawn);
        renderer.render(&painter);
        painter.end();
        QPixmapCache::insert(key, drawn);
        return drawn;
    }

    QIconEngine* clone() const override { return new LineIconEngine(*this); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }
    static QString fileOf(const QString& name) { return QStringLiteral(":/icons/%1.svg").arg(name); }

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
    QColor m_colour;
};

} // namespace

QIcon icon(QAnyStringView name, const QColor& colour)
{
    const QString text = name.toString();
    return QFile::exists(LineIconEngine::fileOf(text)) ? QIcon(new LineIconEngine(text, colour)) : QIcon();
}

QIcon icon(QAnyStringView name)
{
    return icon(name, QColor());
}

} // namespace bulkhead
