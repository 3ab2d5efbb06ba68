#include "models/incident/codename.h"

#include <QRandomGenerator>

#include <array>

namespace bulkhead {

namespace {
constexpr std::array firstWords = {
    "Amber",  "Apricot", "Autumn", "Birch", "Brass",   "Cedar",   "Chalk",  "Clover", "Copper", "Coral",
    "Cotton", "Crimson", "Daisy",  "Dune",  "Ember",   "Fern",    "Flint",  "Frost",  "Ginger", "Granite",
    "Harbor", "Hazel",   "Indigo", "Ivory", "Jasper",  "Juniper", "Larch",  "Lilac",  "Linen",  "Maple",
    "Marble", "Meadow",  "Mint",   "Moss",  "Nutmeg",  "Ochre",   "Olive",  "Opal",   "Pebble", "Pine",
    "Plum",   "Poplar",  "Quartz", "Reed",  "Saffron", "Sage",    "Sand",   "Silver", "Slate",  "Spruce",
    "Teal",   "Thistle", "Timber", "Tulip", "Velvet",  "Walnut",  "Willow", "Winter"};
constexpr std::array secondWords = {
    "Anchor",  "Arch",   "Basket", "Beacon",  "Bench",   "Bridge",  "Brook",  "Button",  "Candle",  "Canoe",
    "Canvas",  "Carpet", "Chapel", "Clock",   "Compass", "Cottage", "Cradle", "Drawer",  "Easel",   "Ferry",
    "Fiddle",  "Garden", "Gate",   "Hammock", "Hearth",  "Inlet",   "Kettle", "Ladder",  "Lantern", "Ledger",
    "Loom",    "Mill",   "Mirror", "Orchard", "Paddle",  "Parcel",  "Pillow", "Pond",    "Porch",   "Quilt",
    "Ribbon",  "Saddle", "Shelf",  "Spindle", "Stair",   "Stove",   "Table",  "Teapot",  "Terrace", "Thimble",
    "Trellis", "Tunnel", "Valley", "Wagon",   "Well",    "Wharf",   "Window", "Workshop"};
} // namespace

QString makeCodeName(const QSet<QString>& taken)
{
    auto& random = *QRandomGenerator::system();
    QString name;
    for (int tries = 0; tries < 1000 && (name.isEmpty() || taken.contains(name)); ++tries) {
        name = QString::fromLatin1(firstWords[random.bounded(static_cast<quint32>(firstWords.size()))])
            + QLatin1Char(' ')
            + QString::fromLatin1(secondWords[random.bounded(static_cast<quint32>(secondWords.size()))]);
    }
    for (int more = 2; taken.contains(name); ++more) {
        const QString numbered = QStringLiteral("%1 %2").arg(name).arg(more);
        name = taken.contains(numbered) ? name : numbered;
    }
    return name;
}

} // namespace bulkhead
