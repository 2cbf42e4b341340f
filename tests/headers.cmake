# Every public header compiles alone and may be included twice: generated sources.
#
# All headers are checked as declarations, in chains (header_chains.py). In header-only mode a
# header pulls in the bodies of all it stands on, so that finds a definition that comes before what
# it uses; it costs up to 10 s a header (the SQL grammar 8 s and 0.8 GB more), so there each
# folder's umbrella stands for its headers, and tests/consume/two_files for what lies above the
# grammar, unless every test is header-only.
set(above_the_grammar "^(server|api|typed|sql)/|^helios\\.hpp$")

set(include_dir "${PROJECT_SOURCE_DIR}/include/helios")
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${include_dir}" "${include_dir}/*.hpp")
list(REMOVE_ITEM headers src.hpp)
list(FILTER headers EXCLUDE REGEX /impl/)

set(bodies)
foreach(header IN LISTS headers)
  string(REGEX REPLACE "^([a-z]+)/([a-z]+)\\.hpp$" "\\1" folder "${header}")
  if(HELIOS_HEADER_ONLY_TESTS OR (header STREQUAL "${folder}/${folder}.hpp"
                                  AND NOT header MATCHES "${above_the_grammar}"))
    set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/bodies/${header}.cpp")
    file(CONFIGURE OUTPUT "${source}" @ONLY
         CONTENT "#include <helios/${header}>\n#include <helios/${header}>\n")
    list(APPEND bodies "${source}")
  endif()
endforeach()

set(declarations)
if(NOT HELIOS_HEADER_ONLY_TESTS)
  # What includes what decides the chains.
  list(TRANSFORM headers PREPEND "${include_dir}/" OUTPUT_VARIABLE paths)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${paths}")
  execute_process(
    COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/header_chains.py" "${include_dir}"
            "${CMAKE_CURRENT_BINARY_DIR}/headers" ${headers}
    OUTPUT_VARIABLE declarations COMMAND_ERROR_IS_FATAL ANY)
endif()

function(helios_add_header_check name library)
  if(ARGN)
    add_library(${name} OBJECT ${ARGN})
    target_link_libraries(${name} PRIVATE ${library})
    target_compile_options(${name} PRIVATE -O0 -g0)
    helios_strict(${name})
  endif()
endfunction()
helios_add_header_check(helios_headers helios::helios ${bodies})
helios_add_header_check(helios_headers_declared helios::compiled ${declarations})
