# Every public header compiles alone and may be included twice: one generated source each.
#
# In header-only mode a header pulls in the bodies of all it stands on, so this also finds a
# definition that comes before what it uses. Folders above the SQL grammar would each time compile
# the grammar (8 s, 0.8 GB), so theirs are checked as declarations unless every test is header-only;
# the whole of them in header-only mode is what tests/consume/two_files includes.
set(above_the_grammar "^(server|api|typed|sql)/|^helios\\.hpp$")

set(include_dir "${PROJECT_SOURCE_DIR}/include/helios")
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${include_dir}" "${include_dir}/*.hpp")
list(REMOVE_ITEM headers src.hpp)
list(FILTER headers EXCLUDE REGEX /impl/)

set(bodies)
set(declarations)
foreach(header IN LISTS headers)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/${header}.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY
       CONTENT "#include <helios/${header}>\n#include <helios/${header}>\n")
  if(header MATCHES "${above_the_grammar}" AND NOT HELIOS_HEADER_ONLY_TESTS)
    list(APPEND declarations "${source}")
  else()
    list(APPEND bodies "${source}")
  endif()
endforeach()

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
