#pragma once

#include <cstddef>

#include "boost/boost_params.hpp"
#include "boost/prepare.hpp"
#include "data/table.hpp"

namespace coppice {

/// Bytes that putting a table into bins takes beside the table itself, about.
std::size_t bytes_to_bin(const Table& table, const TrainParams& params);

/// Bytes that a fit takes beside its data, about: scores and gradients, the row numbers of the
/// growing tree, and the histograms of a few leaves.
std::size_t bytes_to_fit(const Prepared& data, const TrainParams& params);

}  // namespace coppice
