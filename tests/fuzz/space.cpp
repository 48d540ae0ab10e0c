// Any bytes as the file of a sweep: refused with a coppice::Error, or a space whose every point is
// a trial that training takes.

#include "base/error.hpp"
#include "boost/booster_params.hpp"
#include "coppice/space_file.hpp"
#include "memory_file.hpp"

using namespace coppice;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file({reinterpret_cast<const char*>(data), size});
  try {
    SpaceFile read = read_space(file.path());
    TrainParams fixed;
    apply_fixed(read.fixed, fixed);
    check_space(read.space, fixed);
    for (const double unit : {0.0, 0.5, 0x1.fffffffffffffp-1}) {
      const std::vector<double> point(read.space.dimensions.size(), unit);
      (void)with_values(fixed, assignment_at(read.space, fixed, point));
    }
    const std::vector<Assignment> grid = grid_of(read.space, fixed);
    must(!grid.empty());
    (void)with_values(fixed, grid.back());
  } catch (const Error&) {
  }
  return 0;
}
