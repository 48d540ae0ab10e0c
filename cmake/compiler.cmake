# Warnings, optimisation and sanitizers for every target of the project.
add_library(coppice_options INTERFACE)
target_compile_options(coppice_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       -Wno-sign-conversion -Wnon-virtual-dtor)
if(COPPICE_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Each file is then an included one, whose unnamed namespace g++ takes for a header's.
  target_compile_options(coppice_options INTERFACE -Wno-subobject-linkage)
endif()
if(COPPICE_WERROR)
  target_compile_options(coppice_options INTERFACE -Werror)
endif()
# Floating point is never contracted: a fused multiply-add on one machine and not on another
# would give two models from the same data.
target_compile_options(coppice_options INTERFACE -ffp-contract=off)
# What runs once a command or once a test is not worth the minutes that -O3 takes over it.
add_library(coppice_quick_to_build INTERFACE)
target_compile_options(coppice_quick_to_build INTERFACE $<$<CONFIG:Release>:-O1>)
if(COPPICE_FUZZ)
  # A fuzzer would spend its life on checksums: they are not compared in its build.
  target_compile_definitions(coppice_options INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
endif()
if(COPPICE_SANITIZE)
  list(JOIN COPPICE_SANITIZE "," sanitizers)
  target_compile_options(coppice_options INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(coppice_options INTERFACE -fsanitize=${sanitizers})
endif()
