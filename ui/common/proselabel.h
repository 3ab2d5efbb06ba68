#pragma once

#include <QLabel>

#include <map>

namespace bulkhead {

/// A label of several lines that remembers how high it is at which width: layouts ask again and again, and laying out
/// rich or selectable text is most of what a first picture costs.
class ProseLabel final : public QLabel
{
public:
    explicit ProseLabel(QWidget* parent = nullptr);

    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    mutable QString m_known; ///< the text that the heights are of
    mutable int m_margin = 0;
    mutable std::map<int, int> m_heights;
};

} // namespace bulkhead
