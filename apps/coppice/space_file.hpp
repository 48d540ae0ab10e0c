#pragma once

#include <string>
#include <vector>

#include "coppice/command_line.hpp"
#include "tune/space.hpp"

namespace coppice {

/// A file that says what a sweep tries (docs/sweeps.md): parameters that are the same in all trials
/// at its top, and those to try in the section [space].
struct SpaceFile {
  std::vector<Setting> fixed;
  Space space;
};

/// Throws an io error where it cannot be read, and usage errors that name file and line. Whether
/// the parameters exist and their values are in range is check_space's to say.
SpaceFile read_space(const std::string& path);

/// Sets the parameters that the file fixes; one that `params` has from elsewhere with another value
/// is a usage error.
void apply_fixed(const std::vector<Setting>& fixed, TrainParams& params);

}  // namespace coppice
