#version 460
// Depth and instance ids only: must place vertices exactly as surface.vert does.
layout(push_constant) uniform View {
    mat4 clipFromWorld;
    vec4 eye;
    vec4 tint;
    ivec4 selection;
} view;
layout(location = 0) in vec3 position;
layout(location = 6) in uint instance;
layout(location = 0) flat out uint outInstance;

void main()
{
    gl_Position = view.clipFromWorld * vec4(position, 1.0);
    outInstance = instance;
}
