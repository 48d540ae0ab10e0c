// Any bytes as a configuration file: settings, or a coppice::Error.

#include "coppice/config.hpp"
#include "base/error.hpp"
#include "memory_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file({reinterpret_cast<const char*>(data), size});
  try {
    for (const coppice::Setting& setting : coppice::read_config(file.path())) {
      must(setting.name == coppice::config_key(setting.name));
    }
  } catch (const coppice::Error&) {
  }
  return 0;
}
