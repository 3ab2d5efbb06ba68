#pragma once

#include "models/crm/transport.h"

namespace bulkhead::crm {

/// One request of a $batch, in a change set of its own.
struct DataversePart
{
    QByteArray path = {}; ///< below the version: "incidents(lk_key='lk-1')"
    std::vector<Header> headers = {};
    Bytes body = {};
};

/// A $batch of PATCH requests (OData 4.0 part 1, §11.7) of which each one stands for itself.
[[nodiscard]] Request dataverseBatch(const std::vector<DataversePart>& parts);
/// The answers, in order. Error: `crm.not-json` where the answer is no such batch or holds another number of answers.
[[nodiscard]] Expected<std::vector<Response>> dataverseAnswers(const Response& response, std::size_t count);

} // namespace bulkhead::crm
