// What most tests include; see coppice_precompile.
#include <doctest/doctest.h>

#include "../cmake/precompiled.hpp"
