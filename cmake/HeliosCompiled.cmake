# helios::compiled: one generated source per definition file that include/helios/src.hpp lists, in
# that order, so that a change to one of them rebuilds one object (docs/decisions.md has numbers).

set(src_hpp "${PROJECT_SOURCE_DIR}/include/helios/src.hpp")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${src_hpp}")
file(STRINGS "${src_hpp}" listed REGEX "^#include <helios/.+\\.ipp>")

set(sources)
foreach(line IN LISTS listed)
  string(REGEX REPLACE "^#include <helios/(.+)\\.ipp>.*" "\\1" name "${line}")
  string(REPLACE "/impl/" "/" source "${PROJECT_BINARY_DIR}/compiled/${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "#include <helios/${name}.ipp>\n" @ONLY)
  list(APPEND sources "${source}")
endforeach()

# A project that takes helios in as a subfolder compiles it only if it links it.
if(PROJECT_IS_TOP_LEVEL)
  add_library(helios_compiled STATIC ${sources})
else()
  add_library(helios_compiled STATIC EXCLUDE_FROM_ALL ${sources})
endif()
add_library(helios::compiled ALIAS helios_compiled)
set_target_properties(helios_compiled PROPERTIES EXPORT_NAME compiled OUTPUT_NAME helios
                                                 POSITION_INDEPENDENT_CODE ON)
target_link_libraries(helios_compiled PUBLIC helios)
target_compile_definitions(helios_compiled PUBLIC HELIOS_SEPARATE_COMPILATION)
helios_strict(helios_compiled)

# The archive and the files that use it must agree on the check level, whatever NDEBUG says there.
set(check_level "${HELIOS_CHECK_LEVEL}")
if(check_level STREQUAL "")
  string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
  set(check_level 1)
  if("${CMAKE_CXX_FLAGS_${build_type}}" MATCHES "-DNDEBUG")
    set(check_level 0)
  endif()
endif()
target_compile_definitions(helios_compiled PUBLIC HELIOS_CHECK_LEVEL=${check_level})
