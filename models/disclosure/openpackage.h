#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace bulkhead::disclosure {

/// A zip file in memory (APPNOTE 6.3) as OpenDocument and Office Open XML want theirs: members in the order given, no
/// extra fields, no data descriptors, one time for all. OpenDocument 1.3 part 2, 3.3 forbids an extra field at
/// `mimetype`, and libarchive writes one at every member; it also takes the local zone for the time.
class OpenPackage
{
public:
    enum class Packing : quint8 { Stored, Deflated };

    /// `msSinceEpoch` is held to what a zip file can say: 1980 to 2107, even seconds, here in UTC.
    explicit OpenPackage(qint64 msSinceEpoch);

    /// `name` is of ASCII.
    void add(const QByteArray& name, const QByteArray& content, Packing packing = Packing::Deflated);
    [[nodiscard]] QByteArray bytes() const;

private:
    QByteArray m_time;
    QByteArray m_members;
    QByteArray m_directory;
    int m_count = 0;
};

} // namespace bulkhead::disclosure
