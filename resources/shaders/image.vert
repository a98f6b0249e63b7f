#version 460
// Pictures on frusta and in the inset.
layout(push_constant) uniform Overlay {
    mat4 clipFromWorld;
    vec4 target;
    vec4 look;
} overlay;
layout(location = 0) in vec3 position;
layout(location = 1) in vec2 uv;
layout(location = 0) out vec2 outUv;

void main()
{
    gl_Position = overlay.clipFromWorld * vec4(position, 1.0);
    gl_Position.z *= 1.0 + overlay.look.y;
    outUv = uv;
}
