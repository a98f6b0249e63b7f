# cmake -DCHECK=<CheckFloors.cmake> -DWORK=<empty folder> -P FloorsTest.cmake
# Builds a small tree that keeps the floors, then breaks one at a time: the check must pass the first and refuse every other,
# naming the file.
cmake_minimum_required(VERSION 3.25)

function(run_check result output)
  execute_process(COMMAND "${CMAKE_COMMAND}" -DROOT=${WORK} -P "${CHECK}"
                  RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${out}${err}" PARENT_SCOPE)
endfunction()

function(plant file include)
  file(WRITE "${WORK}/${file}" "#pragma once\n  #  include ${include}\n")
endfunction()

file(REMOVE_RECURSE "${WORK}")
plant(core/base/Good.h "<string>")
plant(core/nn/train/Good.cpp "<torch/torch.h>")
plant(core/nn/train/GoodTorch.h "<torch/torch.h>")
plant(render/gpu/Good.h "<volk.h>")
plant(ui/viewport/Good.cpp "<vulkan/vulkan.h>")
plant(ui/shell/Good.cpp "<QWidget>")
plant(app/operations/Good.cpp "\"core/nn/qwen/Good.h\"")
run_check(code output)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "A sound tree was refused:\n${output}")
endif()

set(cases 0)
foreach(case IN ITEMS
    "core/base/Bad.h|<QString>" "core/base/Bad.cpp|<QtCore/QString>" "render/scene/Bad.cpp|\"QImage\"" "core/eval/Bad.h|<qcustomplot.h>"
    "core/nn/train/Bad.h|<torch/torch.h>" "core/nn/qwen/Bad.h|<ATen/ATen.h>" "core/vlm/Bad.cpp|<torch/torch.h>"
    "render/gpu/Bad.cpp|<c10/core/Device.h>" "ui/train/Bad.cpp|<torch/torch.h>" "app/cli/Bad.cpp|<torch/torch.h>"
    "ui/session/Bad.h|<vulkan/vulkan.h>" "ui/session/Bad.cpp|<volk.h>" "core/scene/Bad.h|<vulkan/vulkan.h>" "app/worker/Bad.cpp|<volk.h>"
    "core/motion/Bad.h|\"render/gpu/Device.h\"" "core/dataset/Bad.cpp|\"ui/session/Session.h\"" "core/eval/Bad.cpp|\"app/operations/Operation.h\""
    "render/scene/Bad.h|\"core/nn/qwen/Model.h\"" "render/scene/Bad.cpp|\"ui/theme/Theme.h\"" "ui/train/Bad.h|\"core/nn/train/Sft.h\""
    "ui/shell/Bad.cpp|\"app/operations/Operation.h\"" "core/training/Bad.cpp|\"core/nn/train/Sft.h\"")
  string(REPLACE "|" ";" parts "${case}")
  list(GET parts 0 file)
  list(GET parts 1 include)
  plant("${file}" "${include}")
  run_check(code output)
  if(code EQUAL 0)
    message(FATAL_ERROR "The check let ${file} include ${include}")
  endif()
  string(FIND "${output}" "${file}" named)
  if(named EQUAL -1)
    message(FATAL_ERROR "The check refused ${file} without naming it:\n${output}")
  endif()
  file(REMOVE "${WORK}/${file}")
  math(EXPR cases "${cases} + 1")
endforeach()
file(REMOVE_RECURSE "${WORK}")
message(STATUS "${cases} broken floors were refused")
