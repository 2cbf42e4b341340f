#include <helios/base/stack.hpp>

#include <helios/base/error.hpp>

#include <catch2/catch.hpp>

#include <string>

#include <pthread.h>

using namespace helios;

namespace {

/// How many frames fit before a check refuses the next.
unsigned depth(unsigned level, char const volatile* above) {
  char volatile frame[512] = {};
  frame[0] = *above;
  try {
    check_stack();
  } catch (error const& e) {
    CHECK(e.sqlstate() == "54001");
    return level;
  }
  return depth(level + 1, frame) + static_cast<unsigned>(frame[1]);
}

unsigned depth_on(std::size_t bytes) {
  ::pthread_attr_t attributes;
  REQUIRE(::pthread_attr_init(&attributes) == 0);
  REQUIRE(::pthread_attr_setstacksize(&attributes, bytes) == 0);
  unsigned found = 0;
  ::pthread_t thread;
  auto const call = [](void* to) -> void* {
    char const first = 0;
    *static_cast<unsigned*>(to) = depth(0, &first);
    return nullptr;
  };
  REQUIRE(::pthread_create(&thread, &attributes, call, &found) == 0);
  ::pthread_join(thread, nullptr);
  ::pthread_attr_destroy(&attributes);
  return found;
}

}  // namespace

TEST_CASE("recursion ends before the stack does, and gets the whole of it") {
  std::size_t const small = 2 * spared_stack + (std::size_t{384} << 10);
  unsigned const few = depth_on(small), many = depth_on(small + (std::size_t{8} << 20));
  CHECK(few > 50);
  CHECK(many > 8 * few);
  CHECK_FALSE(stack_is_short());
  CHECK(stack_floor() < stack_pointer());
}
