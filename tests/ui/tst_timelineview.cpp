#include "ui/bench.h"

using namespace bulkhead;
using namespace bulkhead::test;

class TimelineViewTest : public QObject
{
    Q_OBJECT
};

QTEST_MAIN(TimelineViewTest)
#include "tst_timelineview.moc"
