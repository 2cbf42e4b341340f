# helios_strict(target): the warnings helios holds its own files to. They are errors only when
# helios is built for itself: a new compiler's new warning must not break somebody else's build.
function(helios_strict target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow)
  if(PROJECT_IS_TOP_LEVEL)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
