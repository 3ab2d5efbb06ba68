/// What leaves the timeline as a picture: a file or paper, said before.
#include "ui/timeline/timelinepage.h"

namespace bulkhead {

void TimelinePage::savePicture() { }

void TimelinePage::printPicture() { }

} // namespace bulkhead
