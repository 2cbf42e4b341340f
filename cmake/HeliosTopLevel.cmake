# What helios decides only when nobody else does: build type, compiler cache, linker of its tests.

get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT CMAKE_BUILD_TYPE AND NOT multi_config)
  set(CMAKE_BUILD_TYPE Release)
endif()
# The numbers of bench/ and the compile-time budgets are those of -O2; CMake's default is -O3.
if(CMAKE_CXX_FLAGS_RELEASE STREQUAL "-O3 -DNDEBUG")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(HELIOS_CCACHE ccache)
mark_as_advanced(HELIOS_CCACHE)
if(HELIOS_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HELIOS_CCACHE}")
endif()

# Linking many test programs is most of an incremental build.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=mold HELIOS_HAVE_MOLD)
if(HELIOS_HAVE_MOLD)
  set(helios_test_link_options -fuse-ld=mold)
else()
  check_linker_flag(CXX -fuse-ld=lld HELIOS_HAVE_LLD)
  if(HELIOS_HAVE_LLD)
    set(helios_test_link_options -fuse-ld=lld)
  endif()
endif()
