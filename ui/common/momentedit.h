#pragma once

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QLabel;

namespace bulkhead {

/// An instant as people type it: "2026-11-24 03:12", with the zone beside; shows at once what was understood, in UTC.
/// Empty is allowed where `mayBeEmpty`.
class MomentEdit : public QWidget
{
    Q_OBJECT

public:
    explicit MomentEdit(const QString& name, bool mayBeEmpty, QWidget* parent = nullptr);

    void setMoment(std::optional<qint64> ms);
    /// One more zone to read it in, besides the local one and UTC.
    void offerZone(const QString& zone);
    /// Nothing where empty or not understood.
    [[nodiscard]] std::optional<qint64> moment() const;
    /// A sentence where it is not understood (or empty and may not be); else empty.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString text() const; ///< as typed
    [[nodiscard]] QString zone() const; ///< IANA name that it is read in

Q_SIGNALS:
    void changed();

private:
    void refresh();

    bool m_mayBeEmpty;
    QLineEdit* m_line;
    QComboBox* m_zone;
    QLabel* m_understood;
};

} // namespace bulkhead
