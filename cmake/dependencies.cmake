# Everything Coppice builds on, each a Debian package. scripts/packages lists the package
# names; this file finds them. Nothing else in the tree looks for a library.
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)

find_path(FAST_FLOAT_INCLUDE_DIR fast_float/fast_float.h REQUIRED)
add_library(fast_float INTERFACE)
target_include_directories(fast_float SYSTEM INTERFACE ${FAST_FLOAT_INCLUDE_DIR})

find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(tomlplusplus INTERFACE)
target_include_directories(tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})
# Its parser is compiled once, where TOML_IMPLEMENTATION is defined, and not in each file that includes it.
target_compile_definitions(tomlplusplus INTERFACE TOML_HEADER_ONLY=0)

if(COPPICE_TESTS)
  find_path(DOCTEST_INCLUDE_DIR doctest/doctest.h REQUIRED)
  add_library(doctest_headers INTERFACE)
  target_include_directories(doctest_headers SYSTEM INTERFACE ${DOCTEST_INCLUDE_DIR})
endif()

# OpenMP is the thread backend; `threads` (std::thread) stands in where the OpenMP runtime
# is not instrumented, as under the thread sanitizer.
add_library(coppice_threads INTERFACE)
target_link_libraries(coppice_threads INTERFACE Threads::Threads)
if(COPPICE_PARALLEL STREQUAL "openmp")
  find_package(OpenMP REQUIRED)
  # libgomp is linked statically where there is an archive of it: its waiting policy can then be
  # chosen before it starts (src/base/parallel_openmp.cpp), and start-up loads one library less.
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.a
                  OUTPUT_VARIABLE gomp_archive OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND IS_ABSOLUTE "${gomp_archive}")
    target_compile_options(coppice_threads INTERFACE ${OpenMP_CXX_FLAGS})
    target_link_libraries(coppice_threads INTERFACE ${gomp_archive} ${CMAKE_DL_LIBS})
  else()
    target_link_libraries(coppice_threads INTERFACE OpenMP::OpenMP_CXX)
  endif()
elseif(NOT COPPICE_PARALLEL STREQUAL "threads")
  message(FATAL_ERROR "COPPICE_PARALLEL is openmp or threads, not '${COPPICE_PARALLEL}'")
endif()
