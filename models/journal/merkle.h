#pragma once

#include "models/base/bytes.h"

#include <vector>

/// Merkle trees as RFC 9162 §2.1 has them, over SHA-256: a leaf is SHA-256(0x00 ∥ content), a node SHA-256(0x01 ∥ left
/// ∥ right), split at the greatest power of two below the number of leaves.
namespace bulkhead::journal::merkle {

[[nodiscard]] Bytes leafHash(BytesView content);
/// Over hashes of leaves; of none: SHA-256 of nothing.
[[nodiscard]] Bytes root(const std::vector<Bytes>& leaves);
/// What it takes to get from a leaf to the root, from below.
[[nodiscard]] std::vector<Bytes> path(const std::vector<Bytes>& leaves, std::size_t index);
/// The root that a leaf at that place among so many leads to; empty where the path does not fit.
[[nodiscard]] Bytes rootFrom(const Bytes& leaf, quint64 index, quint64 count, const std::vector<Bytes>& path);

} // namespace bulkhead::journal::merkle
