#pragma once

#include <cstdint>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// The stratum of each row: its class where the labels look like classes (choose_task), else 0 for
/// all.
std::vector<std::uint32_t> label_strata(const Column& label);

}  // namespace coppice
