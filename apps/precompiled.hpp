// What most files of the program include; see coppice_precompile.
#include <nlohmann/json.hpp>

#include "base/parameters.hpp"
#include "boost/train.hpp"
#include "coppice/command.hpp"
#include "coppice/run.hpp"
