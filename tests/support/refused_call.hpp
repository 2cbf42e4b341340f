// tests/support/refused_call.hpp -- the kernel refuses one system call from now on (Linux).
//
// So the code that meets the errno is the real one, not a model of it. It cannot be taken back: use
// it in a forked child.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace helios::test {

/// From now on system call `number` fails with `os_error`; with `argument` >= 0 only if that
/// argument's low 32 bits are `value`.
inline void refuse_call(long number, int os_error, int argument = -1, std::uint32_t value = 0) {
  auto const nr = static_cast<std::uint32_t>(offsetof(::seccomp_data, nr));
  auto const refuse = SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(os_error);
  bool const any = argument < 0;
  auto const at = any ? nr
                      : static_cast<std::uint32_t>(offsetof(::seccomp_data, args)) +
                            8 * static_cast<std::uint32_t>(argument);
  ::sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, nr),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, any ? static_cast<std::uint32_t>(number) : value, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, refuse),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  ::sock_fprog const filter{sizeof program / sizeof *program, program};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    throw std::runtime_error("seccomp is not to be had");
  }
}

}  // namespace helios::test
